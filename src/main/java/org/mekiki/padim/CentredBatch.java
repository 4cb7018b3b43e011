package org.mekiki.padim;

import java.util.Arrays;

/**
 * Some images' vectors of one patch about their own mean, and their sums. Scratch, used over and
 * over.
 */
final class CentredBatch {
  /** Rows that are added to a scatter in one pass over it. */
  private static final int PASS = 8;

  private final int dimensions;
  private final double[] centred;
  private int size;

  /** The batch's mean minus the mean that was given. */
  final double[] delta;

  /** T₃ of the batch. */
  final double[] third;

  /** S of the batch times {@link #delta}. */
  final double[] image;

  /** T₄ of the batch. */
  double fourth;

  /** tr S of the batch. */
  double trace;

  CentredBatch(int largest, int dimensions) {
    this.dimensions = dimensions;
    this.centred = new double[(largest + 1) * dimensions];
    this.delta = new double[dimensions];
    this.third = new double[dimensions];
    this.image = new double[dimensions];
  }

  /**
   * Takes images, the first vector at {@code at}, the next ones each {@code stride} further.
   *
   * @param mean from {@code meanAt} on
   */
  void take(float[] embeddings, int at, int stride, int images, double[] mean, int meanAt) {
    size = images;
    Arrays.fill(delta, 0);
    for (int k = 0; k < size; k++) {
      int source = at + k * stride;
      int target = k * dimensions;
      for (int d = 0; d < dimensions; d++) {
        centred[target + d] = embeddings[source + d] - mean[meanAt + d];
        delta[d] += centred[target + d];
      }
    }
    for (int d = 0; d < dimensions; d++) {
      delta[d] /= size;
    }
    for (int k = 0; k < size; k++) {
      for (int d = 0; d < dimensions; d++) {
        centred[k * dimensions + d] -= delta[d];
      }
    }
    sum();
  }

  private void sum() {
    fourth = 0;
    trace = 0;
    Arrays.fill(third, 0);
    Arrays.fill(image, 0);
    for (int k = 0; k < size; k++) {
      int at = k * dimensions;
      double square = RowSums.dot(centred, at, centred, at, dimensions);
      double along = RowSums.dot(centred, at, delta, 0, dimensions);
      trace += square;
      fourth += square * square;
      RowSums.addOne(third, 0, dimensions, centred, at, square);
      RowSums.addOne(image, 0, dimensions, centred, at, along);
    }
  }

  /**
   * Adds the batch's S and {@code weight · delta · deltaᵀ}, which enters as one more centred row.
   */
  void addScatter(double[] scatter, int at, double weight) {
    double root = Math.sqrt(weight);
    for (int d = 0; d < dimensions; d++) {
      centred[size * dimensions + d] = root * delta[d];
    }
    // A single image is its own mean: its centred row is zero.
    for (int k = size == 1 ? 1 : 0; k <= size; k += PASS) {
      int rows = Math.min(PASS, size + 1 - k);
      PackedSymmetric.addOuters(scatter, at, centred, k * dimensions, rows, dimensions);
    }
  }
}

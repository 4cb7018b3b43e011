package org.mekiki.padim.gaussian;

import java.util.Arrays;
import org.mekiki.padim.matrix.ProductKernel;
import org.mekiki.padim.matrix.RowSums;

/**
 * Some images' vectors of one patch about their own mean, and their sums. Scratch, used over and
 * over.
 */
final class CentredBatch {
  private final int dimensions;
  private final int stride;
  private final ProductKernel kernel = ProductKernel.fastest();
  private final double[] product;
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
    this.stride = ProductKernel.padded(dimensions);
    this.product = new double[ProductKernel.ROWS * stride];
    this.centred = new double[(largest + 1) * stride];
    this.delta = new double[dimensions];
    this.third = new double[dimensions];
    this.image = new double[dimensions];
  }

  /**
   * Takes images, the first vector at {@code at}, the next ones each {@code step} further.
   *
   * @param mean from {@code meanAt} on
   */
  void take(float[] embeddings, int at, int step, int images, double[] mean, int meanAt) {
    size = images;
    Arrays.fill(delta, 0);
    for (int k = 0; k < size; k++) {
      int source = at + k * step;
      int target = k * stride;
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
        centred[k * stride + d] -= delta[d];
      }
    }
    sum();
  }

  /** All sums as if each image had been taken {@code each} times; 1 changes nothing. */
  void weigh(double each) {
    if (each == 1) {
      return;
    }
    fourth *= each;
    trace *= each;
    double root = Math.sqrt(each);
    for (int d = 0; d < dimensions; d++) {
      third[d] *= each;
      image[d] *= each;
    }
    for (int i = 0; i < size * stride; i++) {
      centred[i] *= root;
    }
  }

  private void sum() {
    fourth = 0;
    trace = 0;
    Arrays.fill(third, 0);
    Arrays.fill(image, 0);
    for (int k = 0; k < size; k++) {
      int at = k * stride;
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
      centred[size * stride + d] = root * delta[d];
    }
    // A single image is its own mean: its centred row is zero.
    int first = size == 1 ? stride : 0;
    int rows = size == 1 ? 1 : size + 1;
    int target = at;
    for (int i = 0; i < dimensions; i += ProductKernel.ROWS) {
      int end = Math.min(i + ProductKernel.ROWS, dimensions);
      int columns = ProductKernel.padded(end);
      kernel.multiply(centred, first + i, stride, centred, first, stride, rows, columns, product);
      for (int r = 0; r < end - i; r++) {
        for (int j = 0; j <= i + r; j++) {
          scatter[target++] += product[r * columns + j];
        }
      }
    }
  }
}

package org.mekiki.view.align.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A patch turned by some angles, and its normalised correlation with every place of a small
 * picture: {@code Σ w·v / (‖w‖ · √n · max(σ, least))}, with the weights w of mean 0, the n values v
 * that lie under them and their deviation σ.
 *
 * <p>The picture is worked off in blocks of places. What a weight meets in a block is copied to an
 * array of its own first: only loops over arrays with one common index become vector instructions,
 * and they are ten times as fast.
 */
public final class Stamps {
  private static final float LEAST_DEVIATION = 1.5f;

  /** Places in a block: what one stamp sums up stays in the cache of the first level. */
  private static final int BLOCK = 256;

  private final Grey patch;
  private final double perColumn;
  private final double perRow;
  private final int reach;
  private final List<Stamp> stamps = new ArrayList<>();

  /**
   * The pixels of a turned patch around its centre.
   *
   * @param windows for each weight the index of what it meets, row by row
   * @param weights of sum 0; those at the end that fill up four are 0
   * @param norm root of the weights' squares times their count
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Stamp(int[] windows, float[] weights, int count, float norm) {}

  /** What one stamp sums up over a block. */
  private static final class Sums {
    final float[] products = new float[BLOCK];
    final float[] values = new float[BLOCK];
    final float[] squares = new float[BLOCK];
  }

  /**
   * @param width columns of the small picture that it covers
   * @param reach rows and columns around a place that a turned patch covers at most
   */
  public Stamps(Grey patch, double width, double height, int reach) {
    this.patch = patch;
    this.perColumn = patch.width() / width;
    this.perRow = patch.height() / height;
    this.reach = reach;
  }

  /** One more angle. */
  public void add(double radians) {
    Affine toPatch =
        Affine.turn(-radians)
            .then(Affine.scale(perColumn, perRow))
            .then(Affine.shift(patch.width() / 2.0, patch.height() / 2.0));
    int side = 2 * reach + 1;
    int[] windows = new int[side * side + 3];
    float[] weights = new float[windows.length];
    int size = 0;
    double sum = 0;
    for (int i = 0; i < side * side; i++) {
      double x = toPatch.x(i % side - reach, i / side - reach);
      double y = toPatch.y(i % side - reach, i / side - reach);
      if (x >= 0 && y >= 0 && x <= patch.width() && y <= patch.height()) {
        windows[size] = i;
        weights[size] = patch.at(x, y);
        sum += weights[size++];
      }
    }
    double squares = 0;
    for (int k = 0; k < size; k++) {
      weights[k] -= (float) (sum / size);
      squares += weights[k] * weights[k];
    }
    int filled = (size + 3) / 4 * 4;
    Arrays.fill(windows, size, filled, side * side); // a window of zeros
    stamps.add(
        new Stamp(
            Arrays.copyOf(windows, filled),
            Arrays.copyOf(weights, filled),
            size,
            (float) Math.sqrt(Math.max(1e-9, squares * size))));
  }

  /** Columns of what {@link #correlations} gives: the picture's own are the first ones. */
  public int columns(Grey small) {
    return small.width() + 2 * reach;
  }

  /**
   * Correlation of each stamp with each place. Rows have {@link #columns}, so that they follow each
   * other without a break; what lies beyond the picture's own columns means nothing.
   */
  public float[][] correlations(Grey small) {
    int padded = columns(small);
    float[] values = padded(small);
    int side = 2 * reach + 1;
    float[][] windows = new float[side * side + 1][BLOCK];
    float[][] found = new float[stamps.size()][padded * small.height()];
    Sums sums = new Sums();
    for (int start = 0; start < padded * small.height(); start += BLOCK) {
      int places = Math.min(BLOCK, padded * small.height() - start);
      for (int w = 0; w < side * side; w++) {
        System.arraycopy(values, start + w / side * padded + w % side, windows[w], 0, places);
      }
      for (int a = 0; a < found.length; a++) {
        Stamp stamp = stamps.get(a);
        sum(stamp, windows, sums);
        correlate(sums, stamp.norm(), stamp.count());
        System.arraycopy(sums.products, 0, found[a], start, places);
      }
    }
    return found;
  }

  /** With the border's values beyond the border, around 0: squares of float32 keep their digits. */
  private float[] padded(Grey small) {
    int padded = columns(small);
    int rows = small.height() + 2 * reach;
    float[] values = new float[padded * rows + 2 * reach];
    double mean = 0;
    for (float value : small.values()) {
      mean += value;
    }
    float middle = (float) (mean / small.values().length);
    for (int y = 0, i = 0; y < rows; y++) {
      int row = Math.min(small.height() - 1, Math.max(0, y - reach));
      for (int x = 0; x < padded; x++) {
        int column = Math.min(small.width() - 1, Math.max(0, x - reach));
        values[i++] = small.at(column, row) - middle;
      }
    }
    return values;
  }

  private static void sum(Stamp stamp, float[][] windows, Sums sums) {
    Arrays.fill(sums.products, 0);
    Arrays.fill(sums.values, 0);
    Arrays.fill(sums.squares, 0);
    int[] at = stamp.windows();
    float[] weights = stamp.weights();
    for (int k = 0; k < at.length; k += 4) {
      float[] a = windows[at[k]];
      float[] b = windows[at[k + 1]];
      float[] c = windows[at[k + 2]];
      float[] d = windows[at[k + 3]];
      addProducts(sums.products, a, b, c, d, weights, k);
      addSquares(sums.values, sums.squares, a, b, c, d);
    }
  }

  private static void addProducts(
      float[] products, float[] a, float[] b, float[] c, float[] d, float[] weights, int k) {
    float first = weights[k];
    float second = weights[k + 1];
    float third = weights[k + 2];
    float fourth = weights[k + 3];
    for (int i = 0; i < BLOCK; i++) {
      products[i] = products[i] + first * a[i] + second * b[i] + third * c[i] + fourth * d[i];
    }
  }

  private static void addSquares(
      float[] sums, float[] squares, float[] a, float[] b, float[] c, float[] d) {
    for (int i = 0; i < BLOCK; i++) {
      sums[i] += a[i] + b[i] + c[i] + d[i];
      squares[i] += a[i] * a[i] + b[i] * b[i] + c[i] * c[i] + d[i] * d[i];
    }
  }

  /** Makes correlations of the products. */
  private static void correlate(Sums sums, float norm, int count) {
    float share = 1f / count;
    float[] products = sums.products;
    float[] values = sums.values;
    float[] squares = sums.squares;
    for (int i = 0; i < BLOCK; i++) {
      float mean = share * values[i];
      float variance = share * squares[i] - mean * mean;
      float least = Math.max(LEAST_DEVIATION * LEAST_DEVIATION, variance);
      products[i] = products[i] / (norm * (float) Math.sqrt(least));
    }
  }
}

package org.mekiki.padim.feature;

import java.util.Arrays;

/**
 * A linear operator along one image axis whose rows are zero outside a short band: resampling, box
 * average, blur, and products of these. Weights are composed in float64 and applied in float32.
 * Immutable.
 */
public final class BandMatrix {
  /*
   * Everything that PaDiM does to planes (area average, nearest and bilinear resampling, neighbourhood
   * average, Gaussian blur, all with their treatment of edges) is linear and separable: M = V · A · Hᵀ with
   * one small matrix for each axis. Such steps can be multiplied together once and applied as one. A band
   * of fixed width (the widest row's) keeps the loops simple; shorter rows are padded with zeros.
   */
  private final int outputs;
  private final int inputs;
  private final int band;
  private final int[] first;
  private final double[] exact;
  private final float[] weights;

  /**
   * Made of whole rows, or of what may not be zero in them.
   *
   * @param from the input where each row begins
   */
  private BandMatrix(int inputs, int[] from, double[][] rows) {
    this.outputs = rows.length;
    this.inputs = inputs;
    int[] begin = from.clone();
    int widest = 1;
    for (int r = 0; r < outputs; r++) {
      int end = from[r] + rows[r].length;
      while (end > from[r] + 1 && rows[r][end - 1 - from[r]] == 0) {
        end--;
      }
      while (begin[r] < end - 1 && rows[r][begin[r] - from[r]] == 0) {
        begin[r]++;
      }
      widest = Math.max(widest, end - begin[r]);
    }
    this.band = widest;
    this.first = begin;
    this.exact = new double[outputs * band];
    this.weights = new float[outputs * band];
    for (int r = 0; r < outputs; r++) {
      first[r] = Math.min(first[r], inputs - band);
      int shift = first[r] - from[r];
      for (int k = Math.max(0, -shift); k < band && shift + k < rows[r].length; k++) {
        exact[r * band + k] = rows[r][shift + k];
        weights[r * band + k] = (float) exact[r * band + k];
      }
    }
  }

  /** Area average where the input is finer, nearest neighbour where it is coarser. */
  static BandMatrix resample(int outputs, int inputs) {
    int[] from = new int[outputs];
    double[][] rows = new double[outputs][];
    for (int r = 0; r < outputs; r++) {
      // Cell r covers [r, r + 1) · inputs / outputs; in units of 1 / outputs all is integer.
      long begin = (long) r * inputs;
      long end = begin + inputs;
      from[r] = (int) (begin / outputs);
      if (inputs <= outputs) {
        rows[r] = new double[] {1};
        continue;
      }
      rows[r] = new double[(int) ((end - 1) / outputs) + 1 - from[r]];
      for (int k = 0; k < rows[r].length; k++) {
        long cell = (from[r] + k) * (long) outputs;
        long overlap = Math.min(end, cell + outputs) - Math.max(begin, cell);
        rows[r][k] = (double) overlap / inputs;
      }
    }
    return new BandMatrix(inputs, from, rows);
  }

  /** Bilinear interpolation with pixel centres at one half ({@code align_corners=false}). */
  public static BandMatrix bilinear(int outputs, int inputs) {
    int[] from = new int[outputs];
    double[][] rows = new double[outputs][];
    for (int r = 0; r < outputs; r++) {
      double source = Math.max(0, (r + 0.5) * inputs / outputs - 0.5);
      from[r] = Math.min((int) source, inputs - 1);
      double high = source - from[r];
      rows[r] = from[r] + 1 < inputs ? new double[] {1 - high, high} : new double[] {1};
    }
    return new BandMatrix(inputs, from, rows);
  }

  /** Correlation with an odd number of taps, edges mirrored without repeating the edge itself. */
  public static BandMatrix taps(double[] taps, int size) {
    double[][] rows = new double[size][size];
    int radius = taps.length / 2;
    for (int r = 0; r < size; r++) {
      for (int k = 0; k < taps.length; k++) {
        rows[r][mirror(r + k - radius, size)] += taps[k];
      }
    }
    return new BandMatrix(size, new int[size], rows);
  }

  /** Mean of {@code length} neighbours (odd), edges mirrored without repeating the edge itself. */
  static BandMatrix box(int length, int size) {
    double[] taps = new double[length];
    Arrays.fill(taps, 1.0 / length);
    return taps(taps, size);
  }

  /** Position that numpy's {@code reflect} padding reads for {@code index}, however far outside. */
  public static int mirror(int index, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int folded = Math.floorMod(index, period);
    return folded < size ? folded : period - folded;
  }

  /** This operator after {@code before}, as one. */
  public BandMatrix after(BandMatrix before) {
    double[][] rows = new double[outputs][before.inputs];
    for (int r = 0; r < outputs; r++) {
      for (int k = 0; k < band; k++) {
        double weight = exact[r * band + k];
        int middle = first[r] + k;
        for (int m = 0; m < before.band; m++) {
          rows[r][before.first[middle] + m] += weight * before.exact[middle * before.band + m];
        }
      }
    }
    return new BandMatrix(before.inputs, new int[outputs], rows);
  }

  /**
   * Combines rows: {@code out[r][x] = Σ weight(r, i) · in[i][x]}, all rows {@code width} wide.
   *
   * @param add whether to add to {@code out} instead of overwriting it
   */
  public void combineRows(float[] in, int inAt, int width, float[] out, int outAt, boolean add) {
    for (int r = 0; r < outputs; r++) {
      combineRow(r, in, inAt, width, out, outAt + r * width, add);
    }
  }

  /** Whether output row {@code r} is the same combination as the row before. */
  boolean repeats(int r) {
    return r > 0
        && first[r] == first[r - 1]
        && Arrays.equals(weights, r * band, (r + 1) * band, weights, (r - 1) * band, r * band);
  }

  /** One output row of {@link #combineRows}, written from {@code target} on. */
  void combineRow(int r, float[] in, int inAt, int width, float[] out, int target, boolean add) {
    int source = inAt + first[r] * width;
    int w = r * band;
    if (!add) {
      if (band == 1 && weights[w] == 1) {
        System.arraycopy(in, source, out, target, width);
        return;
      }
      Arrays.fill(out, target, target + width, 0);
    }
    int k = 0;
    for (; k + 4 <= band; k += 4) {
      combineFour(in, source + k * width, width, out, target, w + k);
    }
    for (; k < band; k++) {
      combineOne(in, source + k * width, width, out, target, weights[w + k]);
    }
  }

  private void combineFour(float[] in, int source, int width, float[] out, int target, int w) {
    float w0 = weights[w];
    float w1 = weights[w + 1];
    float w2 = weights[w + 2];
    float w3 = weights[w + 3];
    int s1 = source + width;
    int s2 = s1 + width;
    int s3 = s2 + width;
    for (int x = 0; x < width; x++) {
      out[target + x] += w0 * in[source + x] + w1 * in[s1 + x] + w2 * in[s2 + x] + w3 * in[s3 + x];
    }
  }

  private static void combineOne(
      float[] in, int source, int width, float[] out, int target, float weight) {
    for (int x = 0; x < width; x++) {
      out[target + x] += weight * in[source + x];
    }
  }

  /** Combines within each of {@code rows} rows: {@code out[y][c] = Σ weight(c, i) · in[y][i]}. */
  public void combineWithinRows(float[] in, int inAt, int rows, float[] out, int outAt) {
    for (int y = 0; y < rows; y++) {
      int source = inAt + y * inputs;
      int target = outAt + y * outputs;
      if (band == 1) {
        for (int c = 0; c < outputs; c++) {
          out[target + c] = weights[c] * in[source + first[c]];
        }
        continue;
      }
      for (int c = 0; c < outputs; c++) {
        int from = source + first[c];
        int w = c * band;
        float sum = 0;
        for (int k = 0; k < band; k++) {
          sum += weights[w + k] * in[from + k];
        }
        out[target + c] = sum;
      }
    }
  }
}

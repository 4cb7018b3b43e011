package org.mekiki.padim.matrix;

/**
 * The one inner loop of fitting: a weighted sum of rows of float64 is added to another row. Written
 * so that the JIT compiler vectorises it: target and source are different arrays, all strides are
 * 1.
 */
public final class RowSums {
  private RowSums() {}

  /**
   * {@code target[t + j] += Σ_m factors[f + m·factorStride] · source[s + m·sourceStride + j]} for j
   * below {@code length} and m below {@code count}.
   */
  public static void add(
      double[] target,
      int t,
      int length,
      double[] source,
      int s,
      int sourceStride,
      double[] factors,
      int f,
      int factorStride,
      int count) {
    int m = 0;
    for (; m + 8 <= count; m += 8) {
      addEight(
          target,
          t,
          length,
          source,
          s + m * sourceStride,
          sourceStride,
          factors,
          f + m * factorStride,
          factorStride);
    }
    for (; m < count; m++) {
      addOne(target, t, length, source, s + m * sourceStride, factors[f + m * factorStride]);
    }
  }

  /** {@code target[t + j] += factor · source[s + j]}. */
  public static void addOne(
      double[] target, int t, int length, double[] source, int s, double factor) {
    for (int j = 0; j < length; j++) {
      target[t + j] += factor * source[s + j];
    }
  }

  private static void addEight(
      double[] target,
      int t,
      int length,
      double[] source,
      int s0,
      int stride,
      double[] factors,
      int f,
      int factorStride) {
    double a0 = factors[f];
    double a1 = factors[f + factorStride];
    double a2 = factors[f + 2 * factorStride];
    double a3 = factors[f + 3 * factorStride];
    double a4 = factors[f + 4 * factorStride];
    double a5 = factors[f + 5 * factorStride];
    double a6 = factors[f + 6 * factorStride];
    double a7 = factors[f + 7 * factorStride];
    int s1 = s0 + stride;
    int s2 = s1 + stride;
    int s3 = s2 + stride;
    int s4 = s3 + stride;
    int s5 = s4 + stride;
    int s6 = s5 + stride;
    int s7 = s6 + stride;
    for (int j = 0; j < length; j++) {
      target[t + j] +=
          a0 * source[s0 + j]
              + a1 * source[s1 + j]
              + a2 * source[s2 + j]
              + a3 * source[s3 + j]
              + a4 * source[s4 + j]
              + a5 * source[s5 + j]
              + a6 * source[s6 + j]
              + a7 * source[s7 + j];
    }
  }

  /** Four sums at once: a single one would wait for each addition. */
  public static double dot(double[] a, int atA, double[] b, int atB, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 4 <= length; j += 4) {
      s0 += a[atA + j] * b[atB + j];
      s1 += a[atA + j + 1] * b[atB + j + 1];
      s2 += a[atA + j + 2] * b[atB + j + 2];
      s3 += a[atA + j + 3] * b[atB + j + 3];
    }
    for (; j < length; j++) {
      s0 += a[atA + j] * b[atB + j];
    }
    return s0 + s1 + (s2 + s3);
  }
}

package org.mekiki.padim;

import java.util.Arrays;

/**
 * Whitening factors of a patch as whole numbers: W[r][c] ≈ n[r][c] · 2^(row[r] + column[c]) with n
 * in −127…127. Holds one patch at a time. Not thread-safe.
 */
public final class Int8Factors {
  /*
   * What counts is not how far a factor is off but a whitened value, z = W(e − μ), over good frames: with
   * errors E it is off by E(e − μ), whose covariance is EΣEᵀ = (EL)(EL)ᵀ with L = W⁻¹. Features vary by orders
   * of magnitude and are correlated, so rounding each factor to nearest is far from best.
   *
   * Columns are scaled by their diagonal element, 1 / L[c][c]: the spread that a feature has left once those
   * before it are known. Then each row is rounded from its last column to its first, and what the columns
   * already rounded add to component c of EL is made up for when column c is rounded: Babai's nearest plane
   * (1986, "On Lovász' lattice reduction and the nearest lattice point problem"). So a component of EL is at
   * most half a step, whatever the correlations. Means and AUROC with and without: docs/performance.md.
   *
   * Scales are powers of two. What lies on the grid already stays as it is: a model read from int8 is packed
   * to (almost always) the same numbers again.
   */
  private static final int LARGEST = 127;

  private final int dimensions;
  private final byte[] values;
  private final byte[] rows;
  private final byte[] columns;
  private final float[] lower;
  private final float[] scaled;
  private final float[] carried;

  /**
   * Room for a patch.
   *
   * @param dimensions D
   */
  public Int8Factors(int dimensions) {
    this.dimensions = dimensions;
    this.values = new byte[PatchGaussians.triangle(dimensions)];
    this.rows = new byte[dimensions];
    this.columns = new byte[dimensions];
    this.lower = new float[values.length];
    this.scaled = new float[values.length];
    this.carried = new float[dimensions];
  }

  /** Bytes of a patch: its numbers, an exponent a row and a column. */
  static long bytes(int dimensions) {
    return PatchGaussians.triangle(dimensions) + 2L * dimensions;
  }

  /** {@code [row(row+1)/2 + column]}, −127…127; overwritten by the next patch. */
  public byte[] values() {
    return values;
  }

  /** A power of two a row. */
  public byte[] rows() {
    return rows;
  }

  /** A power of two a column. */
  public byte[] columns() {
    return columns;
  }

  /**
   * Takes the patch whose packed triangle begins at {@code from}.
   *
   * @param factor finite, with a diagonal above 0
   */
  public void quantize(float[] factor, int from) {
    for (int c = 0; c < dimensions; c++) {
      columns[c] = nearestExponent(factor[from + PatchGaussians.triangle(c) + c]);
    }
    boolean onGrid = true;
    for (int r = 0, at = 0; r < dimensions; at += ++r) {
      float largest = 0;
      for (int c = 0; c <= r; c++) {
        scaled[at + c] = factor[from + at + c] * power(-columns[c]);
        largest = Math.max(largest, Math.abs(scaled[at + c]));
      }
      rows[r] = smallestExponent(largest);
      float reciprocal = power(-rows[r]);
      for (int c = 0; c <= r; c++) {
        scaled[at + c] *= reciprocal;
        values[at + c] = (byte) Math.round(scaled[at + c]);
        onGrid &= scaled[at + c] == values[at + c];
      }
    }
    if (!onGrid) {
      invert();
      for (int r = 0, at = 0; r < dimensions; at += ++r) {
        roundRow(at, r + 1);
      }
    }
  }

  /**
   * L in units of the columns' scales, from L·W = I row by row: L[i] = (I[i] − Σ_{k<i} W[i][k] ·
   * L[k]) / W[i][i].
   */
  private void invert() {
    Arrays.fill(lower, 0);
    for (int i = 0, at = 0; i < dimensions; at += ++i) {
      float row = power(rows[i]);
      for (int k = 0, above = 0; k < i; above += ++k) {
        add(lower, at, k + 1, lower, above, -row * scaled[at + k]);
      }
      float reciprocal = 1 / (row * scaled[at + i]);
      for (int j = 0; j < i; j++) {
        lower[at + j] *= reciprocal;
      }
      lower[at + i] = reciprocal;
    }
  }

  private void roundRow(int at, int length) {
    Arrays.fill(carried, 0, length, 0);
    for (int c = length - 1; c >= 0; c--) {
      int row = PatchGaussians.triangle(c);
      float wanted = scaled[at + c] + carried[c] / lower[row + c];
      int rounded = Math.max(-LARGEST, Math.min(LARGEST, Math.round(wanted)));
      values[at + c] = (byte) rounded;
      add(carried, 0, c, lower, row, scaled[at + c] - rounded);
    }
  }

  private static void add(float[] target, int t, int length, float[] source, int s, float factor) {
    for (int j = 0; j < length; j++) {
      target[t + j] += factor * source[s + j];
    }
  }

  /** The power of two nearest to a magnitude, on a logarithmic scale. */
  private static byte nearestExponent(float magnitude) {
    int lowerOne = Math.getExponent(magnitude);
    boolean upper = Math.scalb(magnitude, -lowerOne) > Math.sqrt(2);
    return limited(upper ? lowerOne + 1 : lowerOne);
  }

  /** The smallest power of two of which a magnitude is at most 127 times as much. */
  private static byte smallestExponent(float magnitude) {
    int exponent = Math.getExponent(magnitude) - 6;
    return limited(magnitude > LARGEST * Math.scalb(1f, exponent) ? exponent + 1 : exponent);
  }

  /** Half the range of floats, so that products of a row's and a column's scale are normal. */
  private static byte limited(int exponent) {
    return (byte) Math.max(-60, Math.min(60, exponent));
  }

  private static float power(int exponent) {
    return Float.intBitsToFloat(exponent + 127 << 23);
  }

  /** Writes the patch's packed triangle from {@code to} on. */
  public void restore(float[] factor, int to) {
    for (int r = 0, at = 0; r < dimensions; at += ++r) {
      float row = power(rows[r]);
      for (int c = 0; c <= r; c++) {
        factor[to + at + c] = values[at + c] * row * power(columns[c]);
      }
    }
  }
}

package org.mekiki.padim.gaussian;

import org.mekiki.padim.matrix.ProductKernel;
import org.mekiki.padim.matrix.RowSums;

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
   * most half a step, whatever the correlations. Means and AUROC with and without: docs/performance-notes.md.
   *
   * Scales are powers of two. What lies on the grid already stays as it is: a model read from int8 is packed
   * to the same factors again. So a diagonal element, from which its column's scale is chosen, is not rounded
   * to where another scale would be nearer.
   */
  private static final int LARGEST = 127;

  /** Half the range of floats, so that products of a row's and a column's scale are normal. */
  private static final int LARGEST_EXPONENT = 60;

  /** Between the powers of two, on a logarithmic scale. */
  private static final double MIDDLE = Math.sqrt(2);

  private final int dimensions;
  private final byte[] values;
  private final byte[] rows;
  private final byte[] columns;
  private final int stride;
  private final ProductKernel kernel = ProductKernel.fastest();
  private final TriangularInverse inverse;

  /** {@code [column][row]}: W in units of its scales, then what rounding takes away from it. */
  private final double[] scaled;

  private final double[] errors;

  /** {@code [column][row]}: W in units of the columns' scales. */
  private final double[] factor;

  /** What the columns on the right add to four columns of EL. */
  private final double[] carried;

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
    this.stride = ProductKernel.padded(dimensions);
    this.inverse = new TriangularInverse(dimensions, kernel);
    this.scaled = new double[dimensions * stride];
    this.errors = new double[dimensions * stride];
    this.factor = new double[dimensions * stride];
    this.carried = new double[ProductKernel.ROWS * stride];
  }

  /** Bytes of a patch: its numbers, an exponent a row and a column. */
  public static int bytes(int dimensions) {
    return Math.addExact(PatchGaussians.triangle(dimensions), 2 * dimensions);
  }

  /** Writes the patch from {@code to} on: rows, columns, values, as they are published. */
  void put(byte[] target, int to) {
    System.arraycopy(rows, 0, target, to, dimensions);
    System.arraycopy(columns, 0, target, to + dimensions, dimensions);
    System.arraycopy(values, 0, target, to + 2 * dimensions, values.length);
  }

  /** Takes the patch that {@link #put} wrote. */
  void take(byte[] source, int from) {
    System.arraycopy(source, from, rows, 0, dimensions);
    System.arraycopy(source, from + dimensions, columns, 0, dimensions);
    System.arraycopy(source, from + 2 * dimensions, values, 0, values.length);
  }

  /**
   * Whether factors of patches that were published are finite whatever their values.
   *
   * @param bytes what {@link #put} wrote
   * @param from beginning of the patch
   */
  public static boolean isFinite(byte[] bytes, int from, int dimensions) {
    for (int i = from; i < from + 2 * dimensions; i++) {
      if (Math.abs(bytes[i]) > LARGEST_EXPONENT) {
        return false;
      }
    }
    return true;
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
   * @param packed finite, with a diagonal above 0
   */
  public void quantize(float[] packed, int from) {
    if (!scale(packed, from)) {
      inverse.invert(factor);
      int last = (dimensions - 1) / ProductKernel.ROWS * ProductKernel.ROWS;
      for (int first = last; first >= 0; first -= ProductKernel.ROWS) {
        roundColumns(first);
      }
    }
  }

  /** Chooses all scales and rounds to nearest; whether that changed nothing. */
  private boolean scale(float[] packed, int from) {
    for (int c = 0; c < dimensions; c++) {
      columns[c] = nearestExponent(packed[from + PatchGaussians.triangle(c) + c]);
    }
    boolean onGrid = true;
    for (int r = 0; r < dimensions; r++) {
      onGrid &= scaleRow(r, packed, from + PatchGaussians.triangle(r));
    }
    return onGrid;
  }

  /** Chooses the row's scale and rounds to nearest; whether that changed nothing. */
  private boolean scaleRow(int r, float[] packed, int from) {
    float largest = 0;
    for (int c = 0; c <= r; c++) {
      float value = packed[from + c] * power(-columns[c]);
      factor[c * stride + r] = value;
      largest = Math.max(largest, Math.abs(value));
    }
    rows[r] = smallestExponent(largest);
    double reciprocal = power(-rows[r]);
    boolean onGrid = true;
    for (int c = 0; c <= r; c++) {
      double value = factor[c * stride + r] * reciprocal;
      scaled[c * stride + r] = value;
      byte rounded = (byte) Math.rint(value);
      values[PatchGaussians.triangle(r) + c] = rounded;
      onGrid &= value == rounded;
    }
    return onGrid;
  }

  /** Rounds four columns of all rows, those on their right being rounded. */
  private void roundColumns(int first) {
    double[] lower = inverse.values;
    int end = Math.min(first + ProductKernel.ROWS, dimensions);
    int start = first / ProductKernel.COLUMNS * ProductKernel.COLUMNS;
    int count = stride - start;
    kernel.multiply(
        lower,
        end * stride + first,
        stride,
        errors,
        end * stride + start,
        stride,
        dimensions - end,
        count,
        carried);
    for (int c = end - 1; c >= first; c--) {
      int at = (c - first) * count - start;
      for (int m = c + 1; m < end; m++) {
        double weight = lower[m * stride + c];
        RowSums.addOne(carried, at + c, dimensions - c, errors, m * stride + c, weight);
      }
      double reciprocal = 1 / lower[c * stride + c];
      for (int r = c; r < dimensions; r++) {
        double exact = scaled[c * stride + r];
        double rounded = Math.rint(exact + carried[at + r] * reciprocal);
        rounded = Math.max(-LARGEST, Math.min(LARGEST, rounded));
        rounded = r == c ? diagonal(rounded, power(-rows[r])) : rounded;
        errors[c * stride + r] = exact - rounded;
        values[PatchGaussians.triangle(r) + c] = (byte) rounded;
      }
    }
  }

  /** The nearest whole number above 0 whose column has the same scale as before, if one has. */
  private static double diagonal(double rounded, double perUnit) {
    double most = Math.floor(perUnit * MIDDLE);
    double least = Math.floor(perUnit / MIDDLE) + 1;
    return Math.max(1, Math.max(Math.min(least, most), Math.min(most, rounded)));
  }

  /** Whether a patch's factors are on the grid, so that int8 keeps them as they are. */
  boolean holds(float[] packed, int from) {
    return scale(packed, from);
  }

  /** The power of two nearest to a magnitude, on a logarithmic scale. */
  private static byte nearestExponent(float magnitude) {
    int lowerOne = Math.getExponent(magnitude);
    boolean upper = Math.scalb(magnitude, -lowerOne) > MIDDLE;
    return limited(upper ? lowerOne + 1 : lowerOne);
  }

  /** The smallest power of two of which a magnitude is at most 127 times as much. */
  private static byte smallestExponent(float magnitude) {
    int exponent = Math.getExponent(magnitude) - 6;
    return limited(magnitude > LARGEST * Math.scalb(1f, exponent) ? exponent + 1 : exponent);
  }

  private static byte limited(int exponent) {
    return (byte) Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, exponent));
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

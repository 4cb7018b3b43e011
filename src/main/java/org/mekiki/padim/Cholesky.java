package org.mekiki.padim;

import java.util.Arrays;

/**
 * Cholesky factor of one symmetric positive definite matrix after another, in float64: Σ = UᵀU with
 * U upper triangular, that is L = Uᵀ. Holds the scratch for one size. Not thread-safe.
 */
final class Cholesky {
  /*
   * Right-looking and blocked: eight rows of U are finished, then all eight are subtracted from the rest of
   * the matrix in one pass (Golub and Van Loan, "Matrix Computations", 4.2.9). U rather than L because then
   * every inner loop runs along a row.
   */
  private static final int BLOCK = 8;

  private final int size;
  private final double[] upper;
  private final double[] panel;
  private final double[] inverse;
  private final double[] row;

  Cholesky(int size) {
    this.size = size;
    this.upper = new double[Math.multiplyExact(size, size)];
    this.panel = new double[BLOCK * size];
    this.inverse = new double[size * size];
    this.row = new double[size];
  }

  /**
   * Factors {@code scale · S + ridge · I}.
   *
   * @param scatter S, packed lower triangle from {@code at} on
   * @return whether it is positive definite; if not, the other methods mean nothing
   */
  boolean factor(double[] scatter, int at, double scale, double ridge) {
    int packed = at;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        upper[j * size + i] = scale * scatter[packed++];
      }
      upper[i * size + i] += ridge;
    }
    for (int k = 0; k < size; k += BLOCK) {
      int rows = Math.min(BLOCK, size - k);
      if (!finishPanel(k, rows)) {
        return false;
      }
      for (int m = 0; m < rows * size; m++) {
        panel[m] = -panel[m];
      }
      int below = k + rows;
      for (int i = below; i < size; i++) {
        int t = i * size + i;
        // Factors come from the panel too (negated): -U[m][i] · -U[m][j] would add, so take U's.
        RowSums.add(upper, t, size - i, panel, i, size, upper, k * size + i, size, rows);
      }
    }
    return true;
  }

  /** Rows k … k + rows − 1 of U, also copied to the panel. */
  private boolean finishPanel(int k, int rows) {
    for (int m = 0; m < rows; m++) {
      int r = k + m;
      int at = r * size;
      double pivot = upper[at + r];
      if (!(pivot > 0 && pivot <= Double.MAX_VALUE)) {
        return false;
      }
      double reciprocal = 1 / Math.sqrt(pivot);
      for (int j = r; j < size; j++) {
        upper[at + j] *= reciprocal;
      }
      System.arraycopy(upper, at + r, panel, m * size + r, size - r);
      for (int i = r + 1; i < k + rows; i++) {
        RowSums.addOne(upper, i * size + i, size - i, panel, m * size + i, -upper[at + i]);
      }
    }
    return true;
  }

  /** Writes W = L⁻¹ as packed rows. */
  void whitening(float[] packed, int at) {
    // Row i of L · W = I: W[i] = (I[i] − Σ_{k<i} L[i][k] · W[k]) / L[i][i].
    Arrays.fill(inverse, 0);
    int target = at;
    for (int i = 0; i < size; i++) {
      Arrays.fill(row, 0, i + 1, 0);
      for (int k = 0; k < i; k += BLOCK) {
        int count = Math.min(BLOCK, i - k);
        RowSums.add(row, 0, k + count, inverse, k * size, size, upper, k * size + i, size, count);
      }
      double reciprocal = 1 / upper[i * size + i];
      for (int j = 0; j < i; j++) {
        inverse[i * size + j] = 0 - reciprocal * row[j];
      }
      inverse[i * size + i] = reciprocal;
      for (int j = 0; j <= i; j++) {
        packed[target++] = (float) inverse[i * size + j];
      }
    }
  }

  /** {@code vᵀ Σ⁻¹ v}. Overwrites {@code v}. */
  double squaredDistance(double[] v) {
    double sum = 0;
    for (int k = 0; k < size; k++) {
      double z = v[k] / upper[k * size + k];
      sum += z * z;
      RowSums.addOne(v, k + 1, size - k - 1, upper, k * size + k + 1, -z);
    }
    return sum;
  }
}

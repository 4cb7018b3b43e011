package org.mekiki.padim.gaussian;

import java.util.Arrays;
import org.mekiki.padim.matrix.ProductKernel;
import org.mekiki.padim.matrix.RowSums;

/**
 * Cholesky factor of one symmetric positive definite matrix after another, in float64: Σ = UᵀU with
 * U upper triangular, that is L = Uᵀ. Holds the scratch for one size. Not thread-safe.
 */
final class Cholesky {
  /*
   * Left-looking, four rows of U at a time: what all rows above take from them is one product of two parts of
   * U (Golub and Van Loan, "Matrix Computations", 4.2.5), then the four are finished among themselves. The
   * inverse and the solution for many right-hand sides go the same way. U rather than L because then the
   * product reads both its factors along rows.
   */
  private static final int ROWS = ProductKernel.ROWS;

  private final int size;
  private final int stride;
  private final ProductKernel kernel;
  private final double[] upper;
  private final TriangularInverse inverse;

  /** Four rows: first what the rows above give them, then the rows themselves. */
  private double[] rows;

  Cholesky(int size) {
    this(size, ProductKernel.fastest());
  }

  Cholesky(int size, ProductKernel kernel) {
    this.size = size;
    this.stride = ProductKernel.padded(size);
    this.kernel = kernel;
    this.upper = new double[Math.multiplyExact(size, stride)];
    this.inverse = new TriangularInverse(size, kernel);
    this.rows = new double[ROWS * stride];
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
        upper[j * stride + i] = scale * scatter[packed++];
      }
      upper[i * stride + i] += ridge;
    }
    for (int first = 0; first < size; first += ROWS) {
      // From a whole register on: what is left of the diagonal is not used.
      int start = first / ProductKernel.COLUMNS * ProductKernel.COLUMNS;
      int columns = stride - start;
      kernel.multiply(upper, first, stride, upper, start, stride, first, columns, rows);
      for (int r = 0; r < Math.min(ROWS, size - first); r++) {
        if (!finishRow(first, r, columns)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean finishRow(int first, int r, int columns) {
    int i = first + r;
    int length = size - i;
    int target = r * columns + i - (stride - columns);
    for (int m = first; m < i; m++) {
      RowSums.addOne(rows, target, length, upper, m * stride + i, upper[m * stride + i]);
    }
    int diagonal = i * stride + i;
    double pivot = upper[diagonal] - rows[target];
    if (!(pivot > 0 && pivot <= Double.MAX_VALUE)) {
      return false;
    }
    double reciprocal = 1 / Math.sqrt(pivot);
    for (int j = 0; j < length; j++) {
      upper[diagonal + j] = (upper[diagonal + j] - rows[target + j]) * reciprocal;
    }
    return true;
  }

  /** Writes W = L⁻¹ as packed rows. */
  void whitening(float[] packed, int at) {
    inverse.invert(upper);
    int target = at;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        packed[target++] = (float) inverse.values[i * stride + j];
      }
    }
  }

  /**
   * {@code vᵀ Σ⁻¹ v} of many vectors.
   *
   * @param vectors {@code [d][vector]}; overwritten
   * @param columns vectors, a multiple of {@link ProductKernel#COLUMNS}
   * @param squared one a vector, overwritten
   */
  void squaredDistances(double[] vectors, int columns, double[] squared) {
    if (rows.length < ROWS * columns) {
      rows = new double[ROWS * columns];
    }
    Arrays.fill(squared, 0, columns, 0);
    for (int first = 0; first < size; first += ROWS) {
      kernel.multiply(upper, first, stride, vectors, 0, columns, first, columns, rows);
      for (int r = 0; r < Math.min(ROWS, size - first); r++) {
        int i = first + r;
        for (int m = first; m < i; m++) {
          RowSums.addOne(rows, r * columns, columns, vectors, m * columns, upper[m * stride + i]);
        }
        double reciprocal = 1 / upper[i * stride + i];
        for (int k = 0; k < columns; k++) {
          double z = (vectors[i * columns + k] - rows[r * columns + k]) * reciprocal;
          vectors[i * columns + k] = z;
          squared[k] += z * z;
        }
      }
    }
  }
}

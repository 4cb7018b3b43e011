package org.mekiki.padim.gaussian;

import org.mekiki.padim.matrix.ProductKernel;
import org.mekiki.padim.matrix.RowSums;

/**
 * Inverse of one lower triangular matrix after another, in float64. Holds the scratch for one size.
 * Not thread-safe.
 */
final class TriangularInverse {
  private final int size;
  private final int stride;
  private final ProductKernel kernel;
  private final double[] rows;

  /** {@code [row][column]} with the stride of {@link ProductKernel}; 0 right of the diagonal. */
  final double[] values;

  TriangularInverse(int size, ProductKernel kernel) {
    this.size = size;
    this.stride = ProductKernel.padded(size);
    this.kernel = kernel;
    this.rows = new double[ProductKernel.ROWS * stride];
    this.values = new double[Math.multiplyExact(size, stride)];
  }

  /**
   * Inverts L.
   *
   * @param upper U = Lᵀ, {@code [row][column]} with the same stride; what is left of its diagonal
   *     is not used
   */
  void invert(double[] upper) {
    // Row i of L · V = I: V[i] = (I[i] − Σ_{k<i} U[k][i] · V[k]) / U[i][i].
    for (int first = 0; first < size; first += ProductKernel.ROWS) {
      int end = Math.min(first + ProductKernel.ROWS, size);
      int columns = ProductKernel.padded(end);
      kernel.multiply(upper, first, stride, values, 0, stride, first, columns, rows);
      for (int i = first; i < end; i++) {
        int at = (i - first) * columns;
        for (int m = first; m < i; m++) {
          RowSums.addOne(rows, at, m + 1, values, m * stride, upper[m * stride + i]);
        }
        double reciprocal = 1 / upper[i * stride + i];
        for (int j = 0; j < i; j++) {
          values[i * stride + j] = 0 - reciprocal * rows[at + j];
        }
        values[i * stride + i] = reciprocal;
      }
    }
  }
}

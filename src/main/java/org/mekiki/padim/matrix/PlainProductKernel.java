package org.mekiki.padim.matrix;

import java.util.Arrays;

/** By loops along rows, which the JIT compiler vectorises. */
final class PlainProductKernel implements ProductKernel {
  @Override
  public void multiply(
      double[] a,
      int atA,
      int strideA,
      double[] b,
      int atB,
      int strideB,
      int count,
      int columns,
      double[] product) {
    Arrays.fill(product, 0, ROWS * columns, 0);
    for (int r = 0; r < ROWS; r++) {
      RowSums.add(product, r * columns, columns, b, atB, strideB, a, atA + r, strideA, count);
    }
  }
}

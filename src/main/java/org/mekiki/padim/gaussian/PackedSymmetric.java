package org.mekiki.padim.gaussian;

import java.util.Arrays;
import org.mekiki.padim.matrix.RowSums;

/** Symmetric matrices as packed rows of their lower triangle, from a position of an array on. */
final class PackedSymmetric {
  private PackedSymmetric() {}

  static double trace(double[] packed, int at, int size) {
    double sum = 0;
    for (int d = 0, diagonal = at; d < size; d++, diagonal += d + 1) {
      sum += packed[diagonal];
    }
    return sum;
  }

  /** {@code product = matrix · vector}. */
  static void multiply(double[] packed, int at, double[] vector, double[] product) {
    Arrays.fill(product, 0);
    for (int i = 0, row = at; i < vector.length; row += ++i) {
      RowSums.addOne(product, 0, i, packed, row, vector[i]);
      product[i] += RowSums.dot(packed, row, vector, 0, i + 1);
    }
  }
}

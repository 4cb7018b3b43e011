package org.mekiki.padim.matrix;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * With the product's four rows in vector registers, two registers wide, until the sum is done: each
 * value of B that is loaded is used four times, each of A as often as the registers have lanes.
 * Loaded only where the incubator module is there.
 */
final class VectorProductKernel implements ProductKernel {
  private static final VectorSpecies<Double> DOUBLES =
      DoubleVector.SPECIES_PREFERRED.length() > COLUMNS
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();

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
    int c = 0;
    for (; c + 2 * LANES <= columns; c += 2 * LANES) {
      twoWide(a, atA, strideA, b, atB + c, strideB, count, columns, product, c);
    }
    for (; c < columns; c += LANES) {
      oneWide(a, atA, strideA, b, atB + c, strideB, count, columns, product, c);
    }
  }

  private static void twoWide(
      double[] a,
      int atA,
      int strideA,
      double[] b,
      int atB,
      int strideB,
      int count,
      int columns,
      double[] product,
      int to) {
    DoubleVector p00 = DoubleVector.zero(DOUBLES);
    DoubleVector p01 = p00;
    DoubleVector p10 = p00;
    DoubleVector p11 = p00;
    DoubleVector p20 = p00;
    DoubleVector p21 = p00;
    DoubleVector p30 = p00;
    DoubleVector p31 = p00;
    for (int k = 0, i = atA, j = atB; k < count; k++, i += strideA, j += strideB) {
      DoubleVector left = DoubleVector.fromArray(DOUBLES, b, j);
      DoubleVector right = DoubleVector.fromArray(DOUBLES, b, j + LANES);
      DoubleVector a0 = DoubleVector.broadcast(DOUBLES, a[i]);
      p00 = a0.fma(left, p00);
      p01 = a0.fma(right, p01);
      DoubleVector a1 = DoubleVector.broadcast(DOUBLES, a[i + 1]);
      p10 = a1.fma(left, p10);
      p11 = a1.fma(right, p11);
      DoubleVector a2 = DoubleVector.broadcast(DOUBLES, a[i + 2]);
      p20 = a2.fma(left, p20);
      p21 = a2.fma(right, p21);
      DoubleVector a3 = DoubleVector.broadcast(DOUBLES, a[i + 3]);
      p30 = a3.fma(left, p30);
      p31 = a3.fma(right, p31);
    }
    p00.intoArray(product, to);
    p01.intoArray(product, to + LANES);
    p10.intoArray(product, to + columns);
    p11.intoArray(product, to + columns + LANES);
    p20.intoArray(product, to + 2 * columns);
    p21.intoArray(product, to + 2 * columns + LANES);
    p30.intoArray(product, to + 3 * columns);
    p31.intoArray(product, to + 3 * columns + LANES);
  }

  private static void oneWide(
      double[] a,
      int atA,
      int strideA,
      double[] b,
      int atB,
      int strideB,
      int count,
      int columns,
      double[] product,
      int to) {
    DoubleVector p0 = DoubleVector.zero(DOUBLES);
    DoubleVector p1 = p0;
    DoubleVector p2 = p0;
    DoubleVector p3 = p0;
    for (int k = 0, i = atA, j = atB; k < count; k++, i += strideA, j += strideB) {
      DoubleVector row = DoubleVector.fromArray(DOUBLES, b, j);
      p0 = row.fma(DoubleVector.broadcast(DOUBLES, a[i]), p0);
      p1 = row.fma(DoubleVector.broadcast(DOUBLES, a[i + 1]), p1);
      p2 = row.fma(DoubleVector.broadcast(DOUBLES, a[i + 2]), p2);
      p3 = row.fma(DoubleVector.broadcast(DOUBLES, a[i + 3]), p3);
    }
    p0.intoArray(product, to);
    p1.intoArray(product, to + columns);
    p2.intoArray(product, to + 2 * columns);
    p3.intoArray(product, to + 3 * columns);
  }
}

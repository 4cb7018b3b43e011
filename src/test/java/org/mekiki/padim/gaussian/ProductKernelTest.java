package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.matrix.ProductKernel;

class ProductKernelTest {
  private static final double TOLERANCE = 1e-12;

  @ParameterizedTest
  @CsvSource({"0, 8", "1, 8", "3, 16", "7, 24", "100, 40"})
  void plainLoopsGiveTheProduct(int count, int columns) {
    compareWithDefinition(ProductKernel.plain(), count, columns);
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "1, 8", "3, 16", "7, 24", "100, 40"})
  void vectorRegistersGiveTheProduct(int count, int columns) {
    assumeTrue(MahalanobisDistance.hasVectorModule());
    compareWithDefinition(ProductKernel.fastest(), count, columns);
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "4", "7", "8", "30", "33"})
  void choleskyIsTheSameWithEitherKernel(int size) {
    assumeTrue(MahalanobisDistance.hasVectorModule());
    double[] scatter = positiveDefinite(size);
    float[] plain = whitening(new Cholesky(size, ProductKernel.plain()), scatter, size);
    float[] vector = whitening(new Cholesky(size, ProductKernel.fastest()), scatter, size);
    for (int i = 0; i < plain.length; i++) {
      assertThat(vector[i]).isCloseTo(plain[i], within(1e-5f * (1 + Math.abs(plain[i]))));
    }
  }

  private static void compareWithDefinition(ProductKernel kernel, int count, int columns) {
    Random random = new Random(7);
    int strideA = 16;
    int strideB = columns + 8;
    double[] a = random.doubles(5 + strideA * (count + 1)).toArray();
    double[] b = random.doubles(8 + strideB * (count + 1)).toArray();
    double[] product = random.doubles(ProductKernel.ROWS * columns).toArray();
    kernel.multiply(a, 5, strideA, b, 8, strideB, count, columns, product);
    for (int r = 0; r < ProductKernel.ROWS; r++) {
      for (int c = 0; c < columns; c++) {
        double expected = 0;
        for (int k = 0; k < count; k++) {
          expected += a[5 + k * strideA + r] * b[8 + k * strideB + c];
        }
        assertThat(product[r * columns + c])
            .as("row %d, column %d", r, c)
            .isCloseTo(expected, within(TOLERANCE * (1 + expected)));
      }
    }
  }

  private static double[] positiveDefinite(int size) {
    Random random = new Random(3);
    double[] packed = new double[PatchGaussians.triangle(size)];
    double[] row = new double[size];
    for (int k = 0; k < 2 * size; k++) {
      for (int d = 0; d < size; d++) {
        row[d] = random.nextGaussian() + (d == 0 ? 0 : 0.7 * row[d - 1]);
      }
      for (int i = 0, at = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          packed[at++] += row[i] * row[j];
        }
      }
    }
    return packed;
  }

  private static float[] whitening(Cholesky cholesky, double[] scatter, int size) {
    assertThat(cholesky.factor(scatter, 0, 0.1, 0.01)).isTrue();
    float[] packed = new float[scatter.length];
    cholesky.whitening(packed, 0);
    assertThat(packed).hasSize(PatchGaussians.triangle(size));
    return packed;
  }
}

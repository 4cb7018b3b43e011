package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Int8FactorsTest {
  private static final int DIMENSIONS = 60;

  /** Of doubles in the algorithm and here. */
  private static final double ROUNDING = 1e-6;

  /** A patch whose features are correlated and differ in spread by three orders of magnitude. */
  private static float[] factor() {
    Random random = new Random(3);
    int images = 40;
    float[] embeddings = new float[images * DIMENSIONS];
    for (int k = 0; k < images; k++) {
      double common = random.nextGaussian();
      for (int d = 0; d < DIMENSIONS; d++) {
        double spread = Math.pow(10, -3.0 * d / DIMENSIONS);
        embeddings[k * DIMENSIONS + d] = (float) (spread * (3 * common + random.nextGaussian()));
      }
    }
    RunningGaussian running = new RunningGaussian(1, DIMENSIONS);
    running.add(embeddings, images);
    double meanVariance = running.varianceSum() / DIMENSIONS;
    return running.fit(0, new Regularization.Relative(0.01), meanVariance).factor();
  }

  private static float[] restored(float[] factor) {
    Int8Factors patch = new Int8Factors(DIMENSIONS);
    patch.quantize(factor, 0);
    float[] restored = new float[factor.length];
    patch.restore(restored, 0);
    return restored;
  }

  private static double[][] inverse(float[] exact) {
    double[][] inverse = new double[DIMENSIONS][DIMENSIONS];
    for (int r = 0, at = 0; r < DIMENSIONS; at += ++r) {
      for (int c = 0; c <= r; c++) {
        double value = r == c ? 1 : 0;
        for (int k = c; k < r; k++) {
          value -= exact[at + k] * inverse[k][c];
        }
        inverse[r][c] = value / exact[at + r];
      }
    }
    return inverse;
  }

  /** Root mean square, over rows, of what W(e − μ) is off by where e has covariance (WᵀW)⁻¹. */
  private static double error(float[] exact, float[] near) {
    double[][] inverse = inverse(exact);
    double sum = 0;
    for (int r = 0, at = 0; r < DIMENSIONS; at += ++r) {
      for (int c = 0; c <= r; c++) {
        double component = 0;
        for (int k = c; k <= r; k++) {
          component += (near[at + k] - exact[at + k]) * inverse[k][c];
        }
        sum += component * component;
      }
    }
    return Math.sqrt(sum / DIMENSIONS);
  }

  @Test
  void keepsWhitenedValuesNotFactors() {
    float[] exact = factor();

    assertThat(error(exact, restored(exact))).isLessThan(0.03);
    assertThat(error(exact, exact.clone())).isZero();
  }

  @Test
  void isFarBetterThanRoundingEachFactorToTheNearest() {
    float[] exact = factor();
    float[] nearest = exact.clone();
    for (int r = 0, at = 0; r < DIMENSIONS; at += ++r) {
      float largest = 0;
      for (int c = 0; c <= r; c++) {
        largest = Math.max(largest, Math.abs(exact[at + c]));
      }
      for (int c = 0; c <= r; c++) {
        nearest[at + c] = Math.round(exact[at + c] / largest * 127) * largest / 127;
      }
    }

    assertThat(error(exact, restored(exact))).isLessThan(error(exact, nearest) / 4);
  }

  @Test
  void leavesWhatLiesOnTheGrid() {
    float[] once = restored(factor());

    float[] twice = restored(once);

    assertThat(twice).isEqualTo(once);
  }

  @Test
  void takesOneDimension() {
    Int8Factors patch = new Int8Factors(1);
    float[] restored = new float[1];

    patch.quantize(new float[] {0.3f}, 0);
    patch.restore(restored, 0);

    assertThat(restored[0]).isCloseTo(0.3f, org.assertj.core.data.Percentage.withPercentage(0.8));
  }

  /**
   * EL with E what rounding takes away and L = W⁻¹: each component is at most half a step, because
   * each column makes up for what those on its right add.
   */
  @Test
  void noComponentOfTheErrorIsMoreThanHalfAStep() {
    float[] exact = factor();
    Int8Factors patch = new Int8Factors(DIMENSIONS);
    patch.quantize(exact, 0);
    float[] near = restored(exact);
    double[][] inverse = inverse(exact);
    for (int r = 0, at = 0; r < DIMENSIONS; at += ++r) {
      for (int c = 0; c < r; c++) {
        double component = 0;
        for (int k = c; k <= r; k++) {
          component += (near[at + k] - exact[at + k]) * inverse[k][c];
        }
        double step = Math.scalb(inverse[c][c], patch.rows()[r] + patch.columns()[c]);
        if (Math.abs(patch.values()[at + c]) < 127) {
          assertThat(Math.abs(component))
              .as("row %d, column %d", r, c)
              .isLessThan(0.5 * step * (1 + ROUNDING));
        }
      }
    }
  }

  /** 1.999 · 64 rounds to 128, which no byte holds. */
  @Test
  void aValueJustBelowTwiceAPowerOfTwoFits() {
    Int8Factors patch = new Int8Factors(2);
    float[] restored = new float[3];

    patch.quantize(new float[] {1, 1.999f, 1}, 0);
    patch.restore(restored, 0);

    assertThat(restored).containsExactly(1, 2, 1);
  }

  @Test
  void scalesAreFiniteUpToTheLargestThatIsWritten() {
    assertThat(Int8Factors.isFinite(new byte[] {60, -60, 127}, 0, 1)).isTrue();
    assertThat(Int8Factors.isFinite(new byte[] {61, -60, 127}, 0, 1)).isFalse();
    assertThat(Int8Factors.isFinite(new byte[] {60, -61, 127}, 0, 1)).isFalse();
  }

  @Test
  void scalesBeyondThoseThatAreWrittenAreNotTaken() {
    byte[] patch = new byte[Int8Factors.bytes(DIMENSIONS)];
    assertThat(Int8Factors.isFinite(patch, 0, DIMENSIONS)).isTrue();
    patch[0] = 127;
    patch[DIMENSIONS] = -7;
    assertThat(Int8Factors.isFinite(patch, 0, DIMENSIONS)).isFalse();
    patch[0] = -128;
    assertThat(Int8Factors.isFinite(patch, 0, DIMENSIONS)).isFalse();
  }
}

package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OddScoresTest {
  private static double[] normal(Random random, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static int odd(double[] values) {
    Arrays.sort(values);
    return values.length - OddScores.kept(values);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 30, 100, 300, 1000})
  void aCleanSetOfAnySizeLosesOneOnAverage(int count) {
    Random random = new Random(1);
    int lost = 0;
    for (int i = 0; i < 200; i++) {
      lost += odd(normal(random, count));
    }

    assertThat(lost / 200.0).isLessThan(1.5);
  }

  @Test
  void aSkewedTailLosesFew() {
    Random random = new Random(2);
    int lost = 0;
    for (int i = 0; i < 100; i++) {
      double[] skewed = normal(random, 200);
      Arrays.setAll(skewed, k -> Math.exp(0.35 * skewed[k]));
      lost += odd(skewed);
    }

    assertThat(lost / 100.0).isLessThan(6);
  }

  @Test
  void oneTwentiethThatStandsOutDoesNotHideItself() {
    double[] values = normal(new Random(3), 200);
    for (int i = 0; i < 10; i++) {
      values[i * 20] = 5 + 0.5 * i;
    }

    assertThat(odd(values)).isBetween(10, 14);
  }

  @Test
  void manyThatAreHardlyBeyondTheRestAreOddTogetherWhereOneOfThemIsNot() {
    double[] values = normal(200);
    values[199] = 2.8;
    int one = odd(values.clone());
    for (int i = 0; i < 10; i++) {
      values[190 + i] = 2.4 + 0.05 * i;
    }

    assertThat(one).isZero();
    assertThat(odd(values)).isEqualTo(10);
  }

  /** As even as a normal distribution's quantiles. */
  private static double[] normal(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> Quantiles.normal((i + 0.5) / count));
    return values;
  }

  @Test
  void aSecondKindOfGoodImagesIsNotOdd() {
    double[] values = normal(new Random(4), 200);
    for (int i = 0; i < 60; i++) {
      values[i] += 6;
    }

    assertThat(odd(values)).isZero();
  }

  @Test
  void atMostATenthIsOddAndNothingAmongAFew() {
    double[] values = normal(new Random(5), 50);
    Arrays.fill(values, 0, 6, 100);

    assertThat(odd(values)).isEqualTo(5);
    assertThat(odd(new double[] {1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 900})).isZero();
    assertThat(odd(new double[40])).isZero();
  }
}

package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {
  private static final double[] NONE = {};

  private static double[] lognormal(Random random, int count) {
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = (float) Math.exp(3 + 0.2 * random.nextGaussian());
    }
    return scores;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05, 0.1, 0.2, 0.4})
  void keepsAnyRateWhereScoresSuffice(double rate) {
    assertThat(flagged(Thresholds.quantile(rate), 200)).isBetween(0.7 * rate, 1.4 * rate);
  }

  @Test
  void ordinaryScoresAmongTheOddOnesTakeTheirPartOfTheRate() {
    double[] good = lognormal(new Random(7), 200);
    Arrays.sort(good);
    double largest = good[189];
    Arrays.fill(good, 190, 200, 3 * largest);

    double threshold = Thresholds.quantile(0.02).choose(good, NONE);

    assertThat(threshold).isGreaterThan(good[185]).isLessThan(1.1 * largest);
    assertThat(Thresholds.quantile(0.05).choose(good, NONE)).isLessThan(threshold);
  }

  @Test
  void noOddScoreIsTheThresholdHoweverManyScoresThereAre() {
    for (int n = 10; n <= 300; n++) {
      for (int odd = 1; odd <= n / 10; odd++) {
        int ordinary = n - odd;
        double[] good = new double[n];
        for (int i = 0; i < n; i++) {
          double normal = Quantiles.normal((Math.min(i, ordinary - 1) + 0.5) / ordinary);
          good[i] = Math.exp(3 + 0.2 * normal) * (i < ordinary ? 1 : 2);
        }
        int kept = OddScores.kept(Thresholds.logarithms(good));
        for (double rate : new double[] {0.01, 0.02, 0.05}) {
          if (kept * rate >= 1) {
            assertThat(Thresholds.quantile(rate).choose(good, NONE))
                .as("%d odd of %d, rate %s", n - kept, n, rate)
                .isLessThanOrEqualTo(Math.nextUp((float) good[kept - 1]));
          }
        }
      }
    }
  }

  @Test
  void isTheSameInWhateverOrderTheScoresCome() {
    double[] good = lognormal(new Random(5), 200);
    double[] reversed = new double[200];
    Arrays.setAll(reversed, i -> good[199 - i]);

    assertThat(Thresholds.quantile(0.02).choose(reversed, NONE))
        .isEqualTo(Thresholds.quantile(0.02).choose(good, NONE));
  }

  @Test
  void oneOddScoreDoesNotSwitchDetectionOffHoweverManyThereAre() {
    double[] good = lognormal(new Random(6), 100);
    double clean = Thresholds.quantile(0.01).choose(good, NONE);
    good[17] = 400;

    assertThat(Thresholds.quantile(0.01).choose(good, NONE)).isCloseTo(clean, within(0.1 * clean));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 30, 64, 100, 400})
  void keepsTheFalseAlarmRateOnAverage(int count) {
    assertThat(flagged(Thresholds.quantile(0.01), count)).isBetween(0.004, 0.018);
  }

  /** Share of new images that reach a threshold that was chosen from so many, on average. */
  private static double flagged(Threshold threshold, int count) {
    Random random = new Random(1);
    int flagged = 0;
    int trials = 400;
    for (int i = 0; i < trials; i++) {
      double chosen = threshold.choose(lognormal(random, count), NONE);
      for (double score : lognormal(random, 100)) {
        flagged += score >= chosen ? 1 : 0;
      }
    }
    return flagged / (100.0 * trials);
  }

  @Test
  void extrapolatesNoFartherThanNeeded() {
    double[] good = lognormal(new Random(2), 50);

    double threshold = Thresholds.quantile(0.01).choose(good, NONE);

    // The true quantile is exp(3 + 2.326 · 0.2) = 32; six deviations would be 67.
    assertThat(threshold).isBetween(28.0, 38.0);
  }

  @Test
  void isAboveEveryGoodScoreThatIsNotOddWithFewOfThem() {
    for (int seed = 0; seed < 200; seed++) {
      double[] good = lognormal(new Random(seed), 20);
      double threshold = Thresholds.quantile(0.01).choose(good, NONE);

      double[] sorted = Arrays.stream(good).sorted().toArray();
      int kept = OddScores.kept(Thresholds.logarithms(sorted));
      assertThat(threshold).isGreaterThan(sorted[kept - 1]);
    }
  }

  @Test
  void isNotDraggedAlongByAMislabelledDefect() {
    double[] good = lognormal(new Random(3), 40);
    double clean = Thresholds.quantile(0.01).choose(good, NONE);
    double[] dirty = Arrays.copyOf(good, 41);
    dirty[40] = 200;

    assertThat(Thresholds.quantile(0.01).choose(dirty, NONE))
        .isCloseTo(clean, within(0.05 * clean));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void staysNearTheScoresEvenWithAlmostNone(int count) {
    double[] good = new double[count];
    Arrays.fill(good, 10);

    assertThat(Thresholds.quantile(0.01).choose(good, NONE)).isBetween(12.0, 20.0);
  }

  @Test
  void copesWithEqualAndWithZeroScores() {
    double[] equal = new double[30];
    Arrays.fill(equal, 7);
    double[] zeros = new double[30];

    assertThat(Thresholds.quantile(0.01).choose(equal, NONE)).isGreaterThan(7).isLessThan(7.01);
    assertThat(Thresholds.quantile(0.01).choose(zeros, NONE)).isGreaterThan(0).isLessThan(1e-6);
  }

  @Test
  void refusesScoresThatAreMissingOrNotFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.quantile(0.01).choose(NONE, NONE))
        .withMessageContaining("there are none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.quantile(0.01).choose(new double[] {1, Double.NaN}, NONE))
        .withMessage("good score 1 is NaN: it must be finite");
    for (double rate : new double[] {0, 0.5, -1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Thresholds.quantile(rate))
          .withMessage(
              "false-alarm rate " + rate + " is not valid: it must be above 0 and below 0.5");
    }
  }

  @Test
  void findsTheBestF1() {
    double[] good = {1, 2, 3, 6};
    double[] bad = {4, 5, 7, 8};

    // From 4 on: 4 found, 1 false: F1 = 8/9; from 7 on: 2 of 4: 2/3.
    assertThat(Thresholds.f1Optimal().choose(good, bad)).isEqualTo(3.5);
    assertThat(Thresholds.f1Optimal().choose(new double[] {1, 2}, new double[] {5, 9}))
        .isEqualTo(3.5);
  }

  @Test
  void findsTheBestF1AmongTies() {
    assertThat(Thresholds.f1Optimal().choose(new double[] {1, 2, 2}, new double[] {2, 2, 5}))
        .isEqualTo(1.5);
    assertThat(Thresholds.f1Optimal().choose(new double[] {4}, new double[] {4})).isEqualTo(4);
  }

  @Test
  void needsDefectsForTheBestF1() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.f1Optimal().choose(new double[] {1}, NONE))
        .withMessageContaining("needs scores of defective images");
  }

  @Test
  void takesAManualValueAsItIs() {
    assertThat(Thresholds.manual(12.5).choose(NONE, NONE)).isEqualTo(12.5);
    assertThat(Thresholds.manual(12.5).describe()).isEqualTo("set by hand to 12.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.manual(Double.POSITIVE_INFINITY))
        .withMessage("threshold Infinity is not finite");
  }

  @Test
  void takesTheChiSquareQuantileOfTheSquare() {
    assertThat(Thresholds.chiSquare(0.01, 100).choose(NONE, NONE))
        .isCloseTo(Math.sqrt(135.807), within(0.01));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.chiSquare(0.01, 0))
        .withMessageContaining("at least 1");
  }

  @Test
  void describesItself() {
    assertThat(Thresholds.quantile(0.01).describe())
        .isEqualTo("quantile of held-out good images at false-alarm rate 0.01");
    assertThat(Thresholds.f1Optimal().describe()).isEqualTo("best F1 on labelled images");
    assertThat(Thresholds.chiSquare(0.001, 50).describe())
        .isEqualTo("chi-square quantile of 50 dimensions at 0.001");
  }
}

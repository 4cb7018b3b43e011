package org.mekiki.inspect.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreReferenceTest {
  private static final double NO_THRESHOLD = 1e9;

  @Test
  void fewerThanTwentyScoresBelowTheThresholdAreNoReference() {
    List<Double> scores = scores(20);
    assertThat(ScoreReference.of(scores, 21)).isPresent();
    assertThat(ScoreReference.of(scores, 20)).as("the score of 20 is anomalous").isEmpty();
    assertThat(ScoreReference.of(scores(19), NO_THRESHOLD)).isEmpty();
    assertThat(ScoreReference.of(Collections.nCopies(50, 3.0), NO_THRESHOLD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"20, 4", "29, 5", "49, 9", "50, 10", "1000, 10"})
  void binsAreQuantilesWithFiveScoresOrMoreInEach(int scores, int bins) {
    ScoreReference reference = ScoreReference.of(scores(scores), NO_THRESHOLD).orElseThrow();
    assertThat(reference.bins()).isEqualTo(bins);
    int[] counts = new int[bins];
    scores(scores).forEach(score -> counts[reference.bin(score)]++);
    for (int count : counts) {
      assertThat(count).isBetween(scores / bins, scores / bins + 1);
    }
  }

  @Test
  void equalScoresShareABin() {
    List<Double> scores = IntStream.range(0, 100).mapToObj(i -> i < 60 ? 1.0 : 1.0 + i).toList();
    ScoreReference reference = ScoreReference.of(scores, NO_THRESHOLD).orElseThrow();
    assertThat(reference.bins()).isEqualTo(5);
    assertThat(reference.bin(1.0)).isZero();
    assertThat(reference.bin(-5)).isZero();
    assertThat(reference.bin(1e6)).isEqualTo(4);
  }

  @Test
  void theIndexIsThatOfItsDefinition() {
    ScoreReference reference = ScoreReference.of(scores(20), NO_THRESHOLD).orElseThrow();
    // Four bins of five: (5 + 1) / (20 + 4) each. The window: (n + 1) / (36 + 4).
    double expected = 0;
    for (double actual : new double[] {1.0 / 40, 6.0 / 40, 11.0 / 40, 22.0 / 40}) {
      expected += (actual - 0.25) * Math.log(actual / 0.25);
    }
    assertThat(reference.psi(new int[] {0, 5, 10, 21}, 36)).isCloseTo(expected, within(1e-12));
    assertThat(reference.psi(new int[] {5, 5, 5, 5}, 20)).isZero();
  }

  @Test
  void scoresAreStandardizedByTheReference() {
    ScoreReference reference = ScoreReference.of(scores(21), NO_THRESHOLD).orElseThrow();
    double deviation = Math.sqrt(21 * 22 / 12.0); // of 1…n: n (n + 1) / 12
    assertThat(reference.standardized(11)).isCloseTo(0, within(1e-12));
    assertThat(reference.standardized(11 + deviation)).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 30, 100, 1000})
  void chanceAloneDoesNotReachTheChanceLevel(int validation) {
    Random random = new Random(7);
    int runs = 3000;
    int above = 0;
    double largest = 0;
    for (int run = 0; run < runs; run++) {
      ScoreReference reference = gaussians(random, validation, 0);
      long n = 200;
      double share = reference.psi(window(reference, random, n, 0), n) / reference.chance(n);
      above += share >= 1 ? 1 : 0;
      largest = Math.max(largest, share);
    }
    // One in a million by theory; the tail is a little heavier with few scores.
    assertThat(above).as("largest is %.2f of the level", largest).isLessThanOrEqualTo(1);
    assertThat(largest).as("the level is not far above chance").isGreaterThan(0.3);
  }

  @ParameterizedTest
  @CsvSource({"30, 2.0", "100, 1.0", "300, 0.7"})
  void aShiftOfSomeStandardDeviationsIsFound(int validation, double shift) {
    Random random = new Random(11);
    int found = 0;
    for (int run = 0; run < 200; run++) {
      ScoreReference reference = gaussians(random, validation, 0);
      long n = 500;
      double psi = reference.psi(window(reference, random, n, shift), n);
      found += psi >= Math.max(0.25, reference.chance(n)) ? 1 : 0;
    }
    assertThat(found).isGreaterThan(180);
  }

  private static ScoreReference gaussians(Random random, int n, double shift) {
    List<Double> scores =
        DoubleStream.generate(() -> 20 + random.nextGaussian() + shift).limit(n).boxed().toList();
    return ScoreReference.of(scores, NO_THRESHOLD).orElseThrow();
  }

  private static int[] window(ScoreReference reference, Random random, long n, double shift) {
    int[] counts = new int[reference.bins()];
    for (int i = 0; i < n; i++) {
      counts[reference.bin(20 + random.nextGaussian() + shift)]++;
    }
    return counts;
  }

  private static List<Double> scores(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(i -> (double) i).toList();
  }
}

package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreHistogramTest {
  /** Counts of one score: normal pixels, defective ones by class, sums of shares by class. */
  private record Counted(float score, long normal, List<Long> defective, List<Double> shares) {}

  /**
   * Scores far apart and equal ones, below and above 0, of both kinds and of one only; counters
   * that never are full, and ones that often are.
   */
  @ParameterizedTest
  @CsvSource({"2147483647, 1048576", "7, 64", "1, 1"})
  void countsWhatSortingCounts(int most, int mayWait) {
    Random random = new Random(5);
    float[] values = {-1e30f, -3, -0.0f, 0, 1e-40f, 1, Math.nextUp(1f), 7, 7.5f, 1e30f};
    ScoreHistogram histogram = new ScoreHistogram(2, most, mayWait);
    int[] regions = {
      histogram.region(0, 4), histogram.region(1, 8), histogram.region(1, 16),
    };
    double[] shares = {1 / 4.0, 1 / 8.0, 1 / 16.0};
    TreeMap<Float, double[]> expected = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < 1000; i++) {
      int value = random.nextInt(values.length);
      int region = value < 2 ? -1 : value < 4 ? random.nextInt(3) : random.nextInt(4) - 1;
      double[] counts = expected.computeIfAbsent(values[value] + 0.0f, v -> new double[5]);
      if (region < 0) {
        histogram.addNegative(values[value]);
        counts[0]++;
      } else {
        histogram.addPositive(values[value], regions[region]);
        int defectClass = region == 0 ? 0 : 1;
        counts[1 + defectClass]++;
        counts[3 + defectClass] += shares[region];
      }
    }

    List<Counted> steps = new ArrayList<>();
    histogram.sweep(
        (score, normal, defective, overlaps) ->
            steps.add(
                new Counted(
                    score,
                    normal,
                    Arrays.stream(defective).boxed().toList(),
                    Arrays.stream(overlaps).boxed().toList())));

    assertThat(steps)
        .containsExactlyElementsOf(
            expected.entrySet().stream()
                .map(
                    entry ->
                        new Counted(
                            entry.getKey(),
                            (long) entry.getValue()[0],
                            List.of((long) entry.getValue()[1], (long) entry.getValue()[2]),
                            List.of(entry.getValue()[3], entry.getValue()[4])))
                .toList());
    assertThat(steps).hasSize(9);
  }

  @Test
  void moreNormalPixelsOfOneScoreThanACounterHoldsAreCounted() {
    ScoreHistogram histogram = new ScoreHistogram(0, 1000, 1);
    for (int i = 0; i < 2500; i++) {
      histogram.addNegative(1.5f);
    }
    histogram.addNegative(2);

    List<String> steps = new ArrayList<>();
    histogram.sweep((score, normal, defective, overlaps) -> steps.add(score + ": " + normal));

    assertThat(steps).containsExactly("2.0: 1", "1.5: 2500");
  }

  @Test
  void defectivePixelsTakeMemoryForTheirScoresOnly() {
    DefectiveScores scores = new DefectiveScores(2, 64);
    int[] regions = {scores.region(0, 4), scores.region(1, 8), scores.region(1, 4)};
    assertThat(scores.region(1, 8)).as("alike").isEqualTo(regions[1]);
    int most = 0;
    for (int i = 0; i < 120_000; i++) {
      scores.add(i / 3 % 10, regions[i % 3]);
      most = Math.max(most, scores.entries());
    }

    assertThat(most).isLessThanOrEqualTo(64 + 64 + 10 * 2);
    DefectiveScores.Sums sums = scores.sums();
    assertThat(sums.length()).isEqualTo(10 * 2);
    long[] pixels = new long[2];
    double[] shares = new double[2];
    assertThat(sums.take(FloatKeys.key(9), sums.length(), pixels, shares)).isEqualTo(9 * 2);
    assertThat(pixels).containsExactly(4_000, 8_000);
    assertThat(shares).containsExactly(1_000, 500 + 1_000);
  }
}

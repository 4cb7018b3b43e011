package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScoreHistogramTest {
  /** Counts of one score: normal pixels, defective ones by class, sums of shares by class. */
  private record Counted(float score, long normal, List<Long> defective, List<Double> shares) {}

  /** Scores far apart and equal ones, below and above 0, of both kinds and of one only. */
  @Test
  void countsWhatSortingCounts() {
    Random random = new Random(5);
    float[] values = {-1e30f, -3, -0.0f, 0, 1e-40f, 1, Math.nextUp(1f), 7, 7.5f, 1e30f};
    ScoreHistogram histogram = new ScoreHistogram(2);
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
}

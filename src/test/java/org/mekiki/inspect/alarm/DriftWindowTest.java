package org.mekiki.inspect.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DriftWindowTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  /** Mean 11, standard deviation √38.5. */
  private static final ScoreReference REFERENCE =
      ScoreReference.of(
              IntStream.rangeClosed(1, 21).mapToObj(score -> (double) score).toList(), 1000)
          .orElseThrow();

  private static final DriftRule RULE = new DriftRule(Duration.ofMinutes(6), 3, 0.25, 0.1);
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private static DriftWindow empty() {
    return DriftWindow.empty(
        new FrameOutcome.Scored("part", 3, 5, 100, false, Optional.of(REFERENCE)));
  }

  @Test
  void measuresMeanAndSpreadInDeviationsOfTheReference() {
    DriftWindow window = empty();
    for (double score : new double[] {14, 17, 23}) {
      window = window.with(score, REFERENCE, 0, RULE);
    }

    Drift drift = window.measure(REFERENCE, RULE).orElseThrow();

    double deviation = Math.sqrt(38.5);
    assertThat(drift.frames()).isEqualTo(3);
    assertThat(drift.meanShift()).isCloseTo((18 - 11) / deviation, ROUNDING);
    assertThat(drift.spread()).isCloseTo(Math.sqrt((16 + 1 + 25) / 2.0) / deviation, ROUNDING);
    assertThat(drift.chance()).isEqualTo(REFERENCE.chance(3));
    int[] counts = new int[REFERENCE.bins()];
    for (double score : new double[] {14, 17, 23}) {
      counts[REFERENCE.bin(score)]++;
    }
    assertThat(drift.psi()).isEqualTo(REFERENCE.psi(counts, 3));
  }

  @Test
  void saysNothingBeforeThereAreEnoughFrames() {
    DriftWindow window = empty().with(11, REFERENCE, 0, RULE).with(11, REFERENCE, 0, RULE);

    assertThat(window.measure(REFERENCE, RULE)).isEmpty();
    assertThat(window.with(11, REFERENCE, 0, RULE).measure(REFERENCE, RULE)).isPresent();
  }

  @Test
  void sixthsOfTheWindowGoOneByOne() {
    DriftWindow window = empty();
    for (int minute = 0; minute < 6; minute++) {
      window = window.with(11, REFERENCE, minute * MINUTE, RULE);
    }
    assertThat(window.measure(REFERENCE, RULE).orElseThrow().frames()).isEqualTo(6);

    DriftWindow later = window.with(11, REFERENCE, 7 * MINUTE, RULE);

    assertThat(later.slices())
        .extracting(DriftWindow.Slice::index)
        .containsExactly(2L, 3L, 4L, 5L, 7L);
    assertThat(later.measure(REFERENCE, RULE).orElseThrow().frames()).isEqualTo(5);
  }

  @Test
  void isComparedOnlyWithItsOwnModelsReference() {
    DriftWindow window = empty().with(11, REFERENCE, 0, RULE);
    ScoreReference finer =
        ScoreReference.of(
                IntStream.rangeClosed(1, 50).mapToObj(score -> (double) score).toList(), 1000)
            .orElseThrow();

    assertThat(window.fits(scored("part", 3), REFERENCE)).isTrue();
    assertThat(window.fits(scored("part", 4), REFERENCE)).isFalse();
    assertThat(window.fits(scored("other", 3), REFERENCE)).isFalse();
    assertThat(window.fits(scored("part", 3), finer)).as("other bins").isFalse();
  }

  private static FrameOutcome.Scored scored(String model, long version) {
    return new FrameOutcome.Scored(model, version, 5, 100, false, Optional.empty());
  }

  /**
   * Quantiles of χ² at 1 − 10⁻⁶ as scipy.stats.chi2.ppf gives them; Wilson and Hilferty's are near.
   */
  @Test
  void chanceIsTheQuantileOfChiSquared() {
    for (double[] known : new double[][] {{21, 4, 30.664849706}, {1000, 10, 44.810937870}}) {
      int scores = (int) known[0];
      List<Double> all = IntStream.range(0, scores).mapToObj(score -> (double) score).toList();
      ScoreReference reference = ScoreReference.of(all, 1e9).orElseThrow();

      assertThat(reference.bins()).isEqualTo((int) known[1]);
      assertThat(reference.chance(500) / (1 / known[0] + 1 / 500.0))
          .isCloseTo(known[2], within(0.08 * known[2]));
    }
  }
}

package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.MinMaxNormalizer;

class CalibrationTest {
  private static final MinMaxNormalizer UNIT = new MinMaxNormalizer(0, 1);

  @Test
  void sortsScores() {
    Calibration calibration = Calibration.of(UNIT, 1, "x", new double[] {3, -1, 2});

    assertThat(calibration.validationScores()).containsExactly(-1.0, 2.0, 3.0);
  }

  @Test
  void keepsEvenlySpacedRanksOfManyScores() {
    double[] scores = IntStream.range(0, 100_000).mapToDouble(i -> 99_999 - i).toArray();
    List<Double> kept = Calibration.of(UNIT, 1, "x", scores).validationScores();

    assertThat(kept).hasSize(1000).isSorted().startsWith(0.0).endsWith(99_999.0);
    assertThat(kept.get(500)).isBetween(49_900.0, 50_200.0);
  }

  @Test
  void refusesWhatIsNotFiniteOrNotSorted() {
    assertThatThrownBy(() -> Calibration.of(UNIT, Double.NaN, "x", new double[0]))
        .hasMessage("threshold NaN is not finite");
    assertThatThrownBy(() -> Calibration.of(UNIT, 1, "x", new double[] {1, Double.NaN}))
        .hasMessage("validation score 1 is NaN: they must be finite and ascending");
    assertThatThrownBy(
            () ->
                new Calibration(
                    UNIT,
                    1,
                    "x",
                    List.of(2.0, 1.0),
                    GoodFrames.NONE,
                    GoodGroups.NONE,
                    CommonDistance.NONE))
        .hasMessage("validation score 1 is 1.0: they must be finite and ascending");
  }

  @Test
  void namesRegularizations() {
    assertThat(new Regularization.Absolute(0.01)).hasToString("absolute 0.01");
    assertThat(new Regularization.Relative(0.5)).hasToString("relative 0.5");
    assertThat(new Regularization.LedoitWolf()).hasToString("ledoit-wolf");
  }
}

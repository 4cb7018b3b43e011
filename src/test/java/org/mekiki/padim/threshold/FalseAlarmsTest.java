package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.map.AnomalyMap;

class FalseAlarmsTest {
  @ParameterizedTest
  @CsvSource({"200, 4, 0.09", "1000, 20, 0.06", "30, 0, 0.22", "10, 0, 0.52", "5, 5, 1"})
  void theLimitIsTheQuantileOfTheBetaBinomialDistribution(int frames, int reached, double limit) {
    assertThat(FalseAlarms.of(0.02, reached, frames).atMost()).isCloseTo(limit, within(1e-9));
  }

  @Test
  void theNextHundredStayBelowTheLimit() {
    Random random = new Random(1);
    Calibrator calibrator = new Calibrator(Thresholds.quantile(0.02));
    int held = 0;
    for (int i = 0; i < 400; i++) {
      Calibrated made = calibrator.calibrate(maps(random, 150), new HeldOutMaps());
      int flagged = 0;
      for (double score : maps(random, 100).scores()) {
        flagged += score >= made.threshold() ? 1 : 0;
      }
      held += flagged <= 100 * made.falseAlarms().atMost() + 1e-9 ? 1 : 0;
    }

    assertThat(held / 400.0).isGreaterThan(0.96);
  }

  private static HeldOutMaps maps(Random random, int count) {
    HeldOutMaps maps = new HeldOutMaps();
    for (int i = 0; i < count; i++) {
      float score = (float) Math.exp(3 + 0.25 * random.nextGaussian());
      maps.add(new AnomalyMap(1, 2, new float[] {score / 2, score}));
    }
    return maps;
  }

  @Test
  void saysWhatToExpect() {
    assertThat(FalseAlarms.of(0.02, 4, 200).text())
        .isEqualTo("about 2 in 100 good frames, at most 9 (from 200 good frames)");
    assertThat(FalseAlarms.of(0.005, 1, 200).text()).startsWith("about 0.5 in 100 good frames");
  }

  @Test
  void refusesWhatIsNoRate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FalseAlarms(0.5, 0.1, 10))
        .withMessageStartingWith("false alarms 0.5, at most 0.1, from 10 frames");
  }
}

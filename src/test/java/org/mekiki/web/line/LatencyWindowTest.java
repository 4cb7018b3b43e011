package org.mekiki.web.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyWindowTest {
  private final LatencyWindow window = new LatencyWindow();

  @Test
  void givesQuantilesByNearestRank() {
    for (int i = 100; i >= 1; i--) {
      window.add(i);
    }
    assertThat(window.quantiles(0, 0.5, 0.99, 1)).containsExactly(1, 50, 99, 100);
  }

  @Test
  void isUndefinedWithoutFrames() {
    assertThat(window.quantiles(0.5)).containsExactly(Double.NaN);
  }

  @Test
  void forgetsWhatIsLongAgo() {
    window.add(1_000_000);
    for (int i = 0; i < 2048; i++) {
      window.add(3);
    }
    assertThat(window.quantiles(1)).containsExactly(3);
  }

  @Test
  void aClockThatIsALittleAheadCountsAsZero() {
    window.add(-50);
    assertThat(window.quantiles(0.5)).containsExactly(0);
  }

  @Test
  void aClockThatIsFarAheadOrWasNeverSetDoesNotCount() {
    window.add(-3_600_000);
    window.add(1_772_359_200_000L);
    assertThat(window.quantiles(0.5)).containsExactly(Double.NaN);
  }
}

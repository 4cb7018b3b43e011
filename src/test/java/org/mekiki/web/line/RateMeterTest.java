package org.mekiki.web.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateMeterTest {
  private final RateMeter meter = new RateMeter();

  @Test
  void isZeroBeforeTheFirstEvent() {
    assertThat(meter.perSecond(5_000)).isZero();
  }

  @Test
  void countsTheLastTenFullSeconds() {
    for (int i = 0; i < 300; i++) {
      meter.add(i * 100L);
    }
    assertThat(meter.perSecond(30_000)).isEqualTo(10);
    assertThat(meter.perSecond(35_000)).isEqualTo(5);
    assertThat(meter.perSecond(40_500)).isZero();
  }

  @Test
  void averagesOverWhatThereWasSoFar() {
    for (int i = 0; i < 30; i++) {
      meter.add(100_000 + i * 100L);
    }
    assertThat(meter.perSecond(103_000)).isEqualTo(10);
  }

  @Test
  void theFirstSecondCountsAsItGoes() {
    meter.add(500);
    meter.add(600);
    assertThat(meter.perSecond(700)).isEqualTo(2);
  }
}

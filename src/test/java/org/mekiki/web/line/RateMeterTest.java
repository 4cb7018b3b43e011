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

  @Test
  void aClockThatIsPutBackGivesNoNegativeRate() {
    long hour = 3_600_000;
    for (int i = 0; i < 100; i++) {
      meter.add(hour + i * 100L);
    }
    assertThat(meter.perSecond(5_000)).isZero();
    for (int i = 0; i < 30; i++) {
      meter.add(5_000 + i * 100L);
    }
    assertThat(meter.perSecond(8_000)).isEqualTo(10);
  }

  @Test
  void threadsThatComeALittleOutOfOrderAllCount() {
    meter.add(1_500);
    meter.add(1_400);
    assertThat(meter.perSecond(1_600)).isEqualTo(2);
  }
}

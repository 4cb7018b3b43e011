package org.mekiki.app.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SightMeasurementTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @Test
  void whatWouldTakeTooLongIsGivenUpOnceThatIsKnown() {
    assertThat(SightMeasurement.tooSlow(6, 0.05, MINUTE))
        .hasValueSatisfying(why -> assertThat(why).contains("about 120 s", "--detect"));
    assertThat(SightMeasurement.tooSlow(6, 0.2, MINUTE)).as("30 s in all").isEmpty();
    assertThat(SightMeasurement.tooSlow(2, 0.001, MINUTE)).as("a slow begin").isEmpty();
  }

  @Test
  void whatSomebodyAskedForMayTakeHours() {
    assertThat(SightMeasurement.tooSlow(3600, 0.01, SightMeasurement.ANY_TIME)).isEmpty();
  }
}

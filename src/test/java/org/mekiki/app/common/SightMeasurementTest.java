package org.mekiki.app.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mekiki.app.FakeTerminal;
import org.mekiki.terminal.CommandException;

class SightMeasurementTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final FakeTerminal terminal = new FakeTerminal();
  private final AtomicLong nanos = new AtomicLong(1_000_000_000);

  private SightMeasurement.Painting painting(Duration atMost) {
    return new SightMeasurement.Painting(terminal.terminal(), atMost, nanos::get);
  }

  private void step(SightMeasurement.Painting painting, int times, double seconds) {
    for (int i = 0; i < times; i++) {
      nanos.addAndGet(Math.round(seconds * 1e9));
      painting.step();
    }
  }

  @Test
  void whatWouldTakeTooLongIsGivenUpOnceThatIsKnown() {
    try (SightMeasurement.Painting painting = painting(MINUTE)) {
      assertThat(painting.begin(100)).isTrue();
      step(painting, 4, 1.25);
      assertThatThrownBy(() -> step(painting, 1, 1.25))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("it would take about 125 s")
          .hasMessageContaining("--detect");
    }
  }

  @Test
  void aSlowBeginIsNotTheRate() {
    try (SightMeasurement.Painting painting = painting(MINUTE)) {
      painting.begin(100);
      step(painting, 1, 4.9);
      assertThat(terminal.err()).isEmpty();
    }
  }

  @Test
  void theMapOfBlindSpotsIsLeftOutIfItWouldTakeMoreThanTheCurvesLeaveOfTheTime() {
    try (SightMeasurement.Painting painting = painting(MINUTE)) {
      painting.begin(100);
      step(painting, 100, 0.5);
      assertThat(painting.begin(30)).isFalse();
    }
    assertThat(terminal.err())
        .contains("the map of blind spots is left out: with it this would take about 65 s");
  }

  @Test
  void theMapOfBlindSpotsIsMadeInTheTimeThatTheCurvesLeave() {
    try (SightMeasurement.Painting painting = painting(MINUTE)) {
      painting.begin(100);
      step(painting, 100, 0.5);
      assertThat(painting.begin(15)).isTrue();
      step(painting, 15, 0.5);
    }
    assertThat(terminal.err()).doesNotContain("left out");
  }

  @Test
  void whatSomebodyAskedForMayTakeHours() {
    try (SightMeasurement.Painting painting = painting(SightMeasurement.ANY_TIME)) {
      painting.begin(2);
      step(painting, 2, 3600);
      assertThat(painting.begin(2)).isTrue();
      step(painting, 2, 3600);
    }
  }
}

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

  private SightMeasurement.Steps painting(Duration atMost) {
    return new SightMeasurement.Steps(terminal.terminal(), atMost, nanos::get);
  }

  private void step(SightMeasurement.Steps painting, int times, double seconds) {
    for (int i = 0; i < times; i++) {
      nanos.addAndGet(Math.round(seconds * 1e9));
      painting.step();
    }
  }

  @Test
  void whatWouldTakeTooLongIsGivenUpOnceThatIsKnown() {
    try (SightMeasurement.Steps painting = painting(MINUTE)) {
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
    try (SightMeasurement.Steps painting = painting(MINUTE)) {
      painting.begin(100);
      step(painting, 1, 4.9);
      assertThat(terminal.err()).isEmpty();
    }
  }

  @Test
  void theMapOfBlindSpotsIsLeftOutIfItWouldTakeMoreThanTheCurvesLeaveOfTheTime() {
    try (SightMeasurement.Steps painting = painting(MINUTE)) {
      painting.begin(100);
      step(painting, 100, 0.5);
      assertThat(painting.begin(30)).isFalse();
    }
    assertThat(terminal.err())
        .contains("the map of blind spots is left out: with it this would take about 65 s");
  }

  @Test
  void theMapOfBlindSpotsIsMadeInTheTimeThatTheCurvesLeave() {
    try (SightMeasurement.Steps painting = painting(MINUTE)) {
      painting.begin(100);
      step(painting, 100, 0.5);
      assertThat(painting.begin(15)).isTrue();
      step(painting, 15, 0.5);
    }
    assertThat(terminal.err()).doesNotContain("left out");
  }

  @Test
  void whatIsLearnedFirstTakesItsPartOfTheTime() {
    try (SightMeasurement.Steps steps = painting(MINUTE)) {
      steps.beginLearning(1000, 0, 20);
      step(steps, 1000, 0.02);
      assertThat(steps.begin(100)).isTrue();
      step(steps, 100, 0.2);
      assertThat(steps.begin(90)).isTrue();
      step(steps, 90, 0.2);
    }
    try (SightMeasurement.Steps steps = painting(MINUTE)) {
      steps.beginLearning(1000, 0, 20);
      step(steps, 1000, 0.02);
      steps.begin(100);
      step(steps, 100, 0.2);
      assertThat(steps.begin(110)).as("that would be 62 s").isFalse();
    }
  }

  @Test
  void whileFramesAreLearnedTheFitAndThePaintingsAreStillToCome() {
    try (SightMeasurement.Steps steps = painting(MINUTE)) {
      steps.beginLearning(1000, 0, 30);
      assertThatThrownBy(() -> step(steps, 1000, 0.02))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("it would take about 63 s");
    }
    try (SightMeasurement.Steps steps = painting(MINUTE)) {
      steps.beginLearning(1000, 4, 30);
      step(steps, 1000, 0.02); // 20 s, 30 s, and 2.6 s for the paintings, which have no copies
    }
  }

  @Test
  void whatSomebodyAskedForMayTakeHours() {
    try (SightMeasurement.Steps painting = painting(SightMeasurement.ANY_TIME)) {
      painting.begin(2);
      step(painting, 2, 3600);
      assertThat(painting.begin(2)).isTrue();
      step(painting, 2, 3600);
    }
  }
}

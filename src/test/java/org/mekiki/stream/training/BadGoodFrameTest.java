package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;
import org.mekiki.stream.training.message.TrainingParts;

/** A good frame that can't be learned costs itself, and not its run. */
class BadGoodFrameTest extends RunsOfATrainer {
  @Test
  void aGoodFrameThatKilledTheTrainerTwiceCostsItselfOnly() {
    int[] frames = {0};
    training =
        new TrainingFixture(
            state,
            new InFlight() {
              @Override
              public <T> T work(String input, Supplier<T> work) {
                if (++frames[0] == 3) {
                  throw new UnscorableException(
                      Rejection.CRASHED, "the process died 2 times while it worked on " + input);
                }
                return work.get();
              }
            });
    training.sendRun("cam", "r", 0, 7);
    training.fitRun("cam", "r");

    List<TrainingEvent> events = training.events();
    assertThat(events)
        .filteredOn(event -> event.event() == Kind.REJECTED)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo(Rejection.CRASHED.label());
              assertThat(event.message()).contains("the process died 2 times");
            });
    assertThat(events)
        .filteredOn(TrainingEvent::ends)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.event()).isEqualTo(Kind.PUBLISHED);
              assertThat(event.frames()).isEqualTo(6);
            });
    assertThat(training.read("dead-letters"))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.headers().lastHeader("mekiki-reason").value())
                    .asString(UTF_8)
                    .isEqualTo("crashed"));
  }

  @Test
  void anErrorWhileAFrameIsEmbeddedGetsToTheThreadAndCountsAsADeath() {
    training =
        new TrainingFixture(
            state,
            new InFlight() {
              @Override
              public <T> T work(String input, Supplier<T> work) {
                throw new OutOfMemoryError("planted");
              }
            });
    assertThatThrownBy(() -> training.sendRun("cam", "r", 0, 1))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFrameWaitsForARegistryThatIsAwayAndIsNoDeadLetter(boolean int8) {
    TrainingParts.Int8 choice =
        new TrainingParts.Int8(
            good -> quantized(), (backbone, graph) -> new TinyBackbone(), 5, Duration.ofDays(1));
    training =
        new TrainingFixture(
            state,
            int8 ? Optional.of(choice) : Optional.empty(),
            id -> {
              throw new TimeoutException("the registry does not answer");
            });

    assertThatThrownBy(() -> training.send("cam", new byte[] {0, 0, 0, 0, 1, 2, 3}))
        .rootCause()
        .isInstanceOf(TimeoutException.class);

    assertThat(training.read("dead-letters")).isEmpty();
  }

  @Test
  void aFrameThatTheNetworkFailsOnCostsItselfOnly() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.send("cam", "no picture".getBytes(UTF_8), FrameHeaders.RUN, "r");
    training.fitRun("cam", "r");

    List<TrainingEvent> events = training.events();
    assertThat(events)
        .filteredOn(event -> event.event() == Kind.REJECTED)
        .extracting(TrainingEvent::reason)
        .containsExactly(Rejection.NOT_AN_IMAGE.label());
    assertThat(events)
        .filteredOn(TrainingEvent::ends)
        .extracting(TrainingEvent::frames)
        .containsExactly(6L);
    assertThat(training.read("dead-letters")).hasSize(1);
  }
}

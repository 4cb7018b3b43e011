package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.QuantizationRefusedException;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;
import org.mekiki.stream.training.run.RunStore;

/** A run that nothing is heard of is given up; one whose frames come is not. */
class SilentRunTest extends RunsOfATrainer {
  @Test
  void aRunThatNothingIsHeardOfIsGivenUpAndLeavesNothing() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.sendGood("cam", 0, 6);
    training.events();
    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.minusHours(1));
    training.sendRun("cam", "alive", 0, 6);
    training.driver.advanceWallClockTime(Duration.ofHours(2));

    List<TrainingEvent> ends = training.events().stream().filter(TrainingEvent::ends).toList();
    assertThat(ends).extracting(TrainingEvent::run).containsExactlyInAnyOrder("r", "");
    assertThat(ends).extracting(TrainingEvent::reason).containsOnly(RunFailure.EXPIRED.label());
    assertThat(ends)
        .extracting(TrainingEvent::message)
        .allMatch(message -> message.startsWith("nothing was heard of this run for 24 h"));
    training.fitRun("cam", "alive");
    assertThat(end("alive").event()).isEqualTo(Kind.PUBLISHED);
    assertThat(training.leftovers()).isEmpty();

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.plusHours(1));
    for (String store : List.of(TileProcessor.STORE, AssembleProcessor.STORE)) {
      try (var all = store(store).all()) {
        assertThat(all).toIterable().extracting(e -> e.key.toString()).allMatch("mcam"::equals);
      }
    }
  }

  @Test
  void framesThatWaitForANetworkAreGivenUpToo() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());
    training.sendRun("cam", "waits", 0, 3);
    training.sendRun("cam", "embedded", 0, 7);
    training.events();
    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.plusHours(1));

    assertThat(training.events())
        .extracting(e -> e.run() + " " + e.event() + " " + e.reason())
        .containsExactlyInAnyOrder("waits FAILED expired", "embedded FAILED expired");
    assertTheNextRunIsPublished();
  }

  @Test
  void inInt8ARunWhoseFramesComeForDaysIsNotGivenUp() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());

    assertFramesOfThreeDaysAreLearned();
  }

  @Test
  void aRunThatKeepsItsNetworkInFloatIsNotGivenUpWhileItsFramesCome() {
    start(
        good -> {
          throw new QuantizationRefusedException("too much noise");
        },
        (backbone, graph) -> new TinyBackbone());

    assertFramesOfThreeDaysAreLearned();
  }

  private void assertFramesOfThreeDaysAreLearned() {
    training.sendRun("cam", "slow", 0, 6);
    for (int frame = 6; frame < 12; frame++) {
      training.driver.advanceWallClockTime(Duration.ofHours(12));
      training.sendRun("cam", "slow", frame, frame + 1);
    }
    training.fitRun("cam", "slow");

    TrainingEvent end = end("slow");
    assertThat(end.event()).as(end.message()).isEqualTo(Kind.PUBLISHED);
    assertThat(end.frames()).isEqualTo(12);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void afterAStartARunHasAnHourForWhatWaitedOnTheTopics() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.events();
    String id = new Accumulation("cam", "r", 0, TrainingFixture.settings(4).fingerprint()).id();
    long longAgo = TrainingFixture.NOW.minus(Duration.ofDays(3)).toEpochMilli();
    new RunStore(store(TileProcessor.STORE), new byte[] {-1, -1, -1, 0})
        .put(new RunStore.Entry(id, longAgo, false));
    training.driver.advanceWallClockTime(Duration.ofMinutes(59));
    assertThat(training.events()).isEmpty();
    training.driver.advanceWallClockTime(Duration.ofMinutes(2));
    assertThat(training.events())
        .extracting(e -> e.event() + " " + e.reason())
        .containsExactly("FAILED expired");
  }

  @Test
  void whatAnEarlierReleaseLeftInTheStateIsFoundWithoutReadingItsEmbeddings() {
    start();
    training.sendRun("cam", "a", 0, 6);
    training.sendRun("cam", "b", 0, 2);
    training.sendGood("cam-2", 0, 2);

    String settings = TrainingFixture.settings(4).fingerprint();
    for (int tile = 0; tile < TILES; tile++) {
      assertThat(TileStore.accumulations(store(TileProcessor.STORE), tile))
          .containsExactlyInAnyOrder(
              new Accumulation("cam", "a", 0, settings).id(),
              new Accumulation("cam", "b", 0, settings).id(),
              new Accumulation("cam-2", "", 0, settings).id());
    }
    assertThat(TileStore.accumulations(store(TileProcessor.STORE), TILES)).isEmpty();
  }
}

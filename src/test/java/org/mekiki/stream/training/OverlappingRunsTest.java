package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingEvent.Kind;

/** Runs of one model beside and after each other take nothing of each other. */
class OverlappingRunsTest extends RunsOfATrainer {
  @Test
  void aShorterRunThatIsDoneWithinALongerOneTakesNothingOfIt() {
    start();
    training.sendRun("cam", "0-longer", 0, 10);
    training.sendRun("cam", "1-shorter", 50, 56);
    training.fitRun("cam", "1-shorter");
    assertThat(end("1-shorter").frames()).isEqualTo(6);
    training.sendRun("cam", "0-longer", 10, 20);
    training.fitRun("cam", "0-longer");

    assertThat(end("0-longer").frames()).isEqualTo(20);
    training.readModels();
    assertThat(training.load("cam").manifest().version()).isEqualTo(2);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aRunThatIsCompleteWhileAnotherOfItsModelIsFittedWaitsForItsTurnAndSaysSo() {
    start();
    String other = new Accumulation("cam", "a", 0, TrainingFixture.settings(4).fingerprint()).id();
    store(AssembleProcessor.STORE).put(Bytes.wrap("acam".getBytes(UTF_8)), other.getBytes(UTF_8));
    for (String run : List.of("b", "c")) {
      training.sendRun("cam", run, 0, 6);
      training.fitRun("cam", run);
    }
    training.sendRun("other", "o", 0, 6);
    training.fitRun("other", "o");

    List<TrainingEvent> events =
        training.events().stream().filter(e -> e.event() != Kind.EMBEDDED).toList();
    assertThat(events)
        .extracting(e -> e.run() + " " + e.event())
        .containsExactly("b QUEUED", "c QUEUED", "o FITTING", "o PUBLISHED");
    assertThat(events.get(0).message()).startsWith("run a of the same model is being fitted");

    training.cancelRun("cam", "a");
    assertThat(training.events())
        .extracting(e -> e.run() + " " + e.event())
        .startsWith("a CANCELLED", "b FITTING")
        .containsSubsequence("b PUBLISHED", "c FITTING", "c PUBLISHED");
    training.readModels();
    assertThat(training.load("cam").manifest().version()).isEqualTo(2);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void theNameOfARunCanBeUsedAgainDaysLater() {
    start();
    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    training.events();

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.multipliedBy(10));

    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    assertThat(end("r").event()).as("the same name again").isEqualTo(Kind.PUBLISHED);
    assertThat(training.leftovers()).isEmpty();
  }

  @Test
  void aRunThatStillGetsFramesDaysAfterItsFitKeepsItsCountAndItsFrames() {
    start();
    assertARunThatStillGetsFramesKeepsThem();
  }

  @Test
  void inInt8TooARunThatStillGetsFramesDaysAfterItsFitKeepsThem() {
    start(good -> quantized(), (backbone, graph) -> new TinyBackbone());
    assertARunThatStillGetsFramesKeepsThem();
  }

  private void assertARunThatStillGetsFramesKeepsThem() {
    training.sendRun("cam", "r", 0, 6);
    training.fitRun("cam", "r");
    training.events();
    for (int frame = 10; frame < 14; frame++) {
      training.sendRun("cam", "r", frame, frame + 1);
      training.driver.advanceWallClockTime(Duration.ofHours(23));
    }
    training.sendRun("cam", "r", 14, 18);
    training.events();

    training.fitRun("cam", "r");

    assertThat(end("r").event()).isEqualTo(Kind.PUBLISHED);
    training.readModels();
    assertThat(training.load("cam").manifest().training().frames()).isEqualTo(8);
  }

  @Test
  void howOftenFramesThatNameNoRunWereFittedIsNeverForgotten() {
    start();
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    assertThat(keys(EmbedProcessor.STORE)).contains("cam|");

    training.driver.advanceWallClockTime(TrainingFixture.RUN_EXPIRY.multipliedBy(10));

    assertThat(keys(EmbedProcessor.STORE)).contains("cam|");
  }

  @Test
  void anOldCountThatIsInUseIsNotForgottenAfterAnUpgrade() {
    start();
    byte[] one = {0, 0, 0, 0, 0, 0, 0, 1};
    store(EmbedProcessor.STORE).put(Bytes.wrap("cam|old".getBytes(UTF_8)), one);
    for (int day = 0; day < 5; day++) {
      training.driver.advanceWallClockTime(Duration.ofHours(23));
      training.sendRun("cam", "old", day, day + 1);
    }

    assertThat(keys(EmbedProcessor.STORE)).contains("cam|old");
  }

  private List<String> keys(String store) {
    List<String> keys = new ArrayList<>();
    try (var all = store(store).all()) {
      all.forEachRemaining(entry -> keys.add(new String(entry.key.get(), UTF_8)));
    }
    return keys;
  }
}

package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;

/** Frames and commands that can't be used cost a dead letter or end with a sentence. */
class RefusedTrainingTest extends OnATrainer {
  @Test
  void aFrameThatIsNoPictureCostsOneDeadLetterAndNothingElse() {
    training.sendGood("cam", 0, 4);
    training.send("cam", "not a picture".getBytes(UTF_8));
    training.sendGood("cam", 4, 8);
    training.fit("cam");
    training.readModels();

    List<TestRecord<byte[], byte[]>> letters = training.read("dead-letters");
    assertThat(letters).hasSize(1);
    assertThat(header(letters.get(0), DeadLetters.REASON)).isEqualTo("not-an-image");
    assertThat(header(letters.get(0), DeadLetters.OFFSET)).isEqualTo("4");
    assertThat(training.manifest("cam").orElseThrow().training().frames()).isEqualTo(8);
    assertThat(training.eventKinds())
        .containsExactly(
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "REJECTED",
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "FITTING",
            "PUBLISHED");
  }

  @Test
  void tooFewFramesFailWithASentenceAndPublishNothing() {
    training.sendGood("cam", 0, 2);
    training.fit("cam");

    assertThat(training.readModels()).isEmpty();
    TrainingEvent last = last(training.events());
    assertThat(last.event()).isEqualTo(TrainingEvent.Kind.FAILED);
    assertThat(last.reason()).isEqualTo(RunFailure.TOO_FEW_FRAMES.label());
    assertThat(last.message()).contains("2 good frames").contains("at least 3");
    assertThat(training.fits).containsExactly("cam failed");
  }

  @Test
  void aFitWithoutFramesFailsWithASentence() {
    training.fit("cam");

    assertThat(training.readModels()).isEmpty();
    TrainingEvent last = last(training.events());
    assertThat(last.reason()).isEqualTo(RunFailure.NO_FRAMES.label());
    assertThat(last.message()).contains("no good frames");
  }

  @Test
  void aFitForAnotherNumberOfPartitionsIsRefused() {
    training.sendGood("cam", 0, 5);
    training.send("cam", TrainingCommand.fit("cam", "f", "", 3, 1).toBytes());

    assertThat(training.readModels()).isEmpty();
    TestRecord<byte[], byte[]> letter = training.read("dead-letters").get(0);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("bad-command");
    assertThat(header(letter, DeadLetters.MESSAGE)).contains("3 partitions").contains("has 1");
    assertThat(training.events())
        .filteredOn(TrainingEvent::ends)
        .extracting(TrainingEvent::reason)
        .containsExactly(RunFailure.OTHER_PARTITIONS.label());
  }

  @Test
  void aCommandThatIsNoneIsADeadLetterThatSaysWhatIsLegal() {
    training.send("cam", "{\"command\":\"fitt\",\"model\":\"cam\"}".getBytes(UTF_8));
    training.send("cam", "{\"command\":\"fit\",\"model\":\"a b\"}".getBytes(UTF_8));

    List<TestRecord<byte[], byte[]>> letters = training.read("dead-letters");
    assertThat(header(letters.get(0), DeadLetters.MESSAGE)).contains("fitt").contains("valid: ");
    assertThat(header(letters.get(1), DeadLetters.MESSAGE)).contains("'a b'");
  }

  private static TrainingEvent last(List<TrainingEvent> events) {
    return events.get(events.size() - 1);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}

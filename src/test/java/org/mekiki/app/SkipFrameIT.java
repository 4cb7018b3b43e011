package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.service.ScoringService;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.terminal.ExitCodes;

/** {@code mekiki dead-letters skip}. There is no model: what is read becomes a dead letter. */
class SkipFrameIT {
  @TempDir Path folder;

  @Test
  void aFrameIsSkippedOnceAndNoOtherIsLostOrDoubled() throws Exception {
    try (TestLine line = new TestLine(folder, "topics.frames.partitions", "1")) {
      ScoringService scorer = line.score();
      send(line, 2);
      assertThat(outcomes(line, 2)).hasSize(2);
      refused(line, 1, "group mekiki-score has ", "skip", "mekiki.frames-0-1");
      line.closeService(scorer);
      send(line, 5);

      refused(line, 2, "'frames' is not a record; write TOPIC-PARTITION-OFFSET", "skip", "frames");
      refused(
          line,
          2,
          "topic mekiki.scores is not read frame by frame; frames are on mekiki.frames, good"
              + " frames on mekiki.good",
          "skip",
          "mekiki.scores-0-1");
      refused(
          line,
          1,
          "group mekiki-score is past mekiki.frames-0-1 already: it continues at offset 2",
          "skip",
          "mekiki.frames-0-1");
      refused(
          line,
          1,
          "group mekiki-score continues at offset 2, and the 2 frames before mekiki.frames-0-4 have"
              + " no outcome yet: start the service until it stops at that frame, or make dead"
              + " letters of them too with --with-earlier and send them again afterwards"
              + " ('replay')",
          "skip",
          "mekiki.frames-0-4");
      refused(
          line,
          1,
          "there is no record at mekiki.frames-0-50: it has expired, or has not been written",
          "skip",
          "--with-earlier",
          "mekiki.frames-0-50");
      assertThat(outcomes(line, 2)).as("nothing has changed").hasSize(2);

      assertThat(skip(line, "mekiki.frames-0-2"))
          .contains(
              "mekiki.frames-0-2 skipped: 1 dead letter with reason 'skipped', and group"
                  + " mekiki-score continues at offset 3");
      assertThat(skip(line, "--with-earlier", "mekiki.frames-0-4"))
          .contains(
              "mekiki.frames-0-4 skipped: 2 dead letters with reason 'skipped', and group"
                  + " mekiki-score continues at offset 5");

      line.score();
      Map<Long, String> reasons = outcomes(line, 7);
      assertThat(reasons)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  0L,
                  "no-model",
                  1L,
                  "no-model",
                  2L,
                  "skipped",
                  3L,
                  "skipped",
                  4L,
                  "skipped",
                  5L,
                  "no-model",
                  6L,
                  "no-model"));
    }
  }

  private static String skip(TestLine line, String... arguments) {
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(command(line, "skip", arguments)))
        .as(terminal.err())
        .isEqualTo(ExitCodes.OK);
    return terminal.out();
  }

  private static void refused(
      TestLine line, int exit, String sentence, String command, String... arguments) {
    FakeTerminal terminal = new FakeTerminal();
    assertThat(terminal.run(command(line, command, arguments))).as(terminal.err()).isEqualTo(exit);
    assertThat(terminal.err()).contains(sentence);
  }

  private static String[] command(TestLine line, String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "dead-letters";
    all[1] = command;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 2] = "--bootstrap";
    all[all.length - 1] = line.broker.bootstrapServers();
    return all;
  }

  private static void send(TestLine line, int count) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            line.config.kafka().producerProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int n = 0; n < count; n++) {
        producer
            .send(
                new ProducerRecord<>(
                    line.config.topics().frames().name(),
                    "cam".getBytes(UTF_8),
                    "no picture".getBytes(UTF_8)))
            .get();
      }
    }
  }

  /** Reasons of the dead letters, by offset of the frame; each frame has one. */
  private static Map<Long, String> outcomes(TestLine line, int atLeast) {
    Map<Long, String> reasons = new TreeMap<>();
    for (TopicFollower.Entry entry :
        line.read(line.config.topics().deadLetters().name(), atLeast)) {
      String before =
          reasons.put(
              Long.valueOf(entry.header(DeadLetters.OFFSET)), entry.header(DeadLetters.REASON));
      assertThat(before).as("second letter of frame " + entry.header(DeadLetters.OFFSET)).isNull();
    }
    return reasons;
  }
}

package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.letters.DeadLetters;

/**
 * Without transactions a crash may fall between what an alarm's state says and its record. There is
 * no model: each frame becomes a dead letter.
 */
class AtLeastOnceIT {
  private static final String[] SETTINGS = {
    "score.guarantee", "at_least_once",
    "topics.frames.partitions", "1",
    "topics.alarms.partitions", "1",
    "kafka.consumer.session.timeout.ms", "6000"
  };

  @TempDir Path folder;

  @Test
  void afterACrashNoFrameIsWithoutAnOutcomeAndNoOpenAlarmIsLost() throws Exception {
    try (TestLine line = new TestLine(folder.resolve("line"), SETTINGS)) {
      String alarms = line.config.topics().alarms().name();
      Process scorer = scorer(line, "first.log");
      String raised;
      try {
        send(line, 30);
        raised = line.read(alarms, 1).get(0).header("ce_id");
      } finally {
        scorer.destroyForcibly().waitFor();
      }
      loseAllRecords(line, new TopicPartition(alarms, 0));
      send(line, 30);

      scorer = scorer(line, "second.log");
      try {
        assertThat(line.read(alarms, 1))
            .as("the open alarm is written again; the log: %s", log("second.log"))
            .extracting(entry -> entry.header("ce_id"))
            .containsExactly(raised);
        await()
            .untilAsserted(
                () -> assertThat(outcomes(line)).as("frames with a dead letter").hasSize(60));
      } finally {
        scorer.destroy();
        assertThat(scorer.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as(log("second.log"))
            .isTrue();
      }
    }
  }

  private Process scorer(TestLine line, String log) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("score", "--set", "score.state-dir=" + folder.resolve("state")));
    for (int i = 0; i < SETTINGS.length; i += 2) {
      command.addAll(List.of("--set", SETTINGS[i] + "=" + SETTINGS[i + 1]));
    }
    return line.child(folder.resolve(log), command.toArray(String[]::new));
  }

  private String log(String name) throws Exception {
    return Files.readString(folder.resolve(name));
  }

  private static void send(TestLine line, int count) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            line.config.kafka().producerProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      String frames = line.config.topics().frames().name();
      for (int n = 0; n < count; n++) {
        producer.send(
            new ProducerRecord<>(frames, "cam".getBytes(UTF_8), "no picture".getBytes(UTF_8)));
      }
      producer.flush();
    }
  }

  /** Offsets of the frames that have a dead letter, one or more. */
  private static TreeSet<Long> outcomes(TestLine line) {
    TreeSet<Long> offsets = new TreeSet<>();
    for (TopicFollower.Entry entry : line.read(line.config.topics().deadLetters().name(), 0)) {
      offsets.add(Long.parseLong(entry.header(DeadLetters.OFFSET)));
    }
    return offsets;
  }

  /** What a crash leaves that falls between the state's write and the alarm's. */
  private static void loseAllRecords(TestLine line, TopicPartition partition) throws Exception {
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
          .all()
          .get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}

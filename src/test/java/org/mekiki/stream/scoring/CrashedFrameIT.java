package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.config.TopicsSettings;
import org.mekiki.image.ImageWriter;
import org.mekiki.inspect.InFlight;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.letters.DeadLetters;

/** A frame that kills the process kills it twice, and then it is a dead letter. */
class CrashedFrameIT {
  private static final int FRAMES = 9;
  private static final int KILLER = 4;
  private static final Duration PATIENCE = Patience.PATIENCE;

  @TempDir Path folder;

  @Test
  void aFrameThatKillsTheProcessTwiceBecomesADeadLetterAndTheOthersAreScored() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary().start()) {
      createTopics(broker);
      sendFrames(broker);
      for (int death = 1; death <= InFlight.DEATHS; death++) {
        Process scorer = scorer(broker, death);
        assertThat(scorer.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(log(death)).isTrue();
        assertThat(scorer.exitValue()).as(log(death)).isEqualTo(CrashingScorerMain.EXIT);
      }

      Process scorer = scorer(broker, InFlight.DEATHS + 1);
      Map<Long, String> outcomes = new TreeMap<>();
      try {
        awaitOutcomes(broker, scorer, outcomes);
      } finally {
        scorer.destroyForcibly().waitFor();
      }
      for (long offset = 0; offset < FRAMES; offset++) {
        assertThat(outcomes.get(offset))
            .as("frame %d", offset)
            .isEqualTo(offset == KILLER ? "crashed" : "scored");
      }
    }
  }

  private static void createTopics(EmbeddedBroker broker) throws Exception {
    TopicsSettings topics = CrashingScorerMain.TOPICS;
    List<NewTopic> all = new ArrayList<>();
    for (String name :
        List.of(
            topics.frames().name(),
            topics.scores().name(),
            topics.heatmaps().name(),
            topics.anomalies().name(),
            topics.alarms().name(),
            topics.deadLetters().name())) {
      all.add(new NewTopic(name, Optional.of(1), Optional.of((short) 1)));
    }
    try (Admin admin = Admin.create(client(broker))) {
      admin.createTopics(all).all().get();
    }
  }

  private static Map<String, Object> client(EmbeddedBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static void sendFrames(EmbeddedBroker broker) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(broker), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int n = 0; n < FRAMES; n++) {
        byte[] oneColour = new byte[TestFrames.SIZE * TestFrames.SIZE];
        byte[] frame =
            n == KILLER ? ImageWriter.png(TestFrames.picture(oneColour)) : TestFrames.good(n);
        producer
            .send(
                new ProducerRecord<>(
                    CrashingScorerMain.TOPICS.frames().name(), "cam".getBytes(UTF_8), frame))
            .get();
      }
    }
  }

  private Process scorer(EmbeddedBroker broker, int run) throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("scratch-" + run));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingScorerMain.class.getName(),
            broker.bootstrapServers(),
            folder.resolve("state").toString(),
            scratch.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("scorer-" + run + ".log").toFile())
        .start();
  }

  private String log(int run) throws IOException {
    return Files.readString(folder.resolve("scorer-" + run + ".log"));
  }

  private void awaitOutcomes(EmbeddedBroker broker, Process scorer, Map<Long, String> outcomes)
      throws IOException {
    List<Long> twice = new ArrayList<>();
    try (TopicFollower scores =
            new TopicFollower(client(broker), CrashingScorerMain.TOPICS.scores().name(), true);
        TopicFollower letters =
            new TopicFollower(
                client(broker), CrashingScorerMain.TOPICS.deadLetters().name(), true)) {
      Awaitility.await()
          .untilAsserted(
              () -> {
                for (TopicFollower.Entry entry : scores.poll()) {
                  put(outcomes, twice, entry.score().getInputOffset(), "scored");
                }
                for (TopicFollower.Entry entry : letters.poll()) {
                  String reason = entry.header(DeadLetters.REASON);
                  put(outcomes, twice, Long.parseLong(entry.header(DeadLetters.OFFSET)), reason);
                }
                assertThat(outcomes)
                    .as("scorer alive: %s\n%s", scorer.isAlive(), log(InFlight.DEATHS + 1))
                    .hasSize(FRAMES);
              });
    }
    assertThat(twice).isEmpty();
  }

  private static void put(
      Map<Long, String> outcomes, List<Long> twice, long offset, String outcome) {
    if (outcomes.put(offset, outcome) != null) {
      twice.add(offset);
    }
  }
}

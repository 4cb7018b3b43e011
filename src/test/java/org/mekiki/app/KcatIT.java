package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.TopicFollower;

/** The documents' lines for kcat, run by the shell on a real broker. */
class KcatIT {
  private static final String CAMERA = "cam-1";

  @TempDir Path folder;

  @BeforeAll
  static void look() throws Exception {
    assumeTrue(isThere("kcat", "-V"), "kcat is not installed (Debian: apt-get install kcat)");
  }

  @Test
  void aPictureAndAReferenceToOneAreScoredOnTheCamerasPartition() throws Exception {
    Path store = Files.createDirectories(folder.resolve("store"));
    try (TestLine line =
        new TestLine(folder.resolve("state"), "references.allow", store.toUri().toString())) {
      line.train();
      line.teach(CAMERA, 1, 20);
      line.score();
      try (var camera = TestLine.goodCamera(7, 1)) {
        Files.write(store.resolve("part.jpg"), camera.next().orElseThrow().encoded());
      }

      shell(store, line, line("docs/publishing.md", "^kcat -P [^\n]*"));
      String reference = line("docs/publishing.md", "^echo cam-1: (?:[^\n]*\\\\\n)*[^\n]*");
      shell(store, line, reference.replace("https://store:9000/line/", store.toUri().toString()));

      List<TopicFollower.Entry> scores = line.read("mekiki.scores", 2);
      int partitions = line.config.topics().frames().partitions();
      for (TopicFollower.Entry entry : scores) {
        Score score = entry.score();
        assertThat(score.getCamera()).isEqualTo(CAMERA);
        assertThat(score.getInputPartition())
            .isEqualTo(BuiltInPartitioner.partitionForKey(CAMERA.getBytes(UTF_8), partitions));
        assertThat(score.getScore()).isEqualTo(scores.get(0).score().getScore());
      }
      assertThat(scores).hasSize(2);
      assertThat(line.read("mekiki.dead-letters", 0)).isEmpty();
    }
  }

  @Test
  void alarmsThatAreOpenAreThoseThatWereNotCleared() throws Exception {
    assumeTrue(isThere("jq", "--version"), "jq is not installed");
    try (TestLine line = new TestLine(folder)) {
      for (String alarm : List.of("anomalous-raised", "anomalous-cleared", "no-frames-raised")) {
        send(line, Files.readAllBytes(Path.of("schemas/golden/alarm-" + alarm + ".json")));
      }

      String open =
          shell(folder, line, line("docs/subscribers.md", "^kcat [^\n]*-e -q \\|\n[^\n]*"));

      assertThat(open.lines()).singleElement().asString().contains("\"kind\":\"NO_FRAMES\"");
    }
  }

  private static void send(TestLine line, byte[] alarm) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            line.config.kafka().producerProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("mekiki.alarms", CAMERA.getBytes(UTF_8), alarm)).get();
    }
  }

  /** A command of a document, which may be of several lines. */
  private static String line(String document, String pattern) throws IOException {
    Matcher command =
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(Path.of(document)));
    assertThat(command.find()).as("%s in %s", pattern, document).isTrue();
    return command.group();
  }

  private static boolean isThere(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String shell(Path in, TestLine line, String command)
      throws IOException, InterruptedException {
    String own = command.replace("localhost:9092", line.broker.bootstrapServers());
    Path out = Files.createTempFile(in, "shell", ".out");
    Process process =
        new ProcessBuilder("sh", "-c", own)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(out);
    assertThat(ended).as("%s did not end: %s", own, said).isTrue();
    assertThat(process.exitValue()).as("%s: %s", own, said).isZero();
    return said;
  }
}

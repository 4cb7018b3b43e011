package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.Verdict;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.registry.SchemaRegistry;

/**
 * The tables of docs/subscribers.md on a real Flink, which reads a real topic. {@code .ci/run}
 * fetches it and says where the class path is in {@code FLINK_FOR_TESTS}.
 */
class FlinkSqlIT {
  @TempDir Path folder;

  @Test
  void flinkReadsScoresByTheTableOfTheDocument() throws Exception {
    String classPath = classPath();
    try (TestLine line = new TestLine(folder, "score.scores.format", "json")) {
      line.train();
      line.teach("cam", 1, 20);
      line.score();
      send(line, 4);
      List<JsonNode> scores = new ArrayList<>();
      for (TopicFollower.Entry entry : line.read("mekiki.scores", 4)) {
        scores.add(new ObjectMapper().readTree(entry.value()));
      }

      String query =
          "SELECT frameId, camera, verdict, score, threshold, CARDINALITY(regions),"
              + " attributes['lot'], EXTRACT(YEAR FROM capturedAt) > 2000 FROM scores";
      List<String> rows = flink(classPath, table(line, "'json'") + query);

      List<String> expected = new ArrayList<>();
      for (JsonNode score : scores) {
        expected.add(
            "row +I[%s, cam, %s, %s, %s, %d, 7, true]"
                .formatted(
                    score.path("frameId").asText(),
                    score.path("verdict").asText(),
                    score.path("score").asDouble(),
                    score.path("threshold").asDouble(),
                    score.path("regions").size()));
      }
      assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void flinkReadsScoresByARegistry() throws Exception {
    String classPath = classPath();
    try (RealRegistry registry = RealRegistry.start(folder);
        TestLine line =
            new TestLine(
                folder,
                "registry.url",
                registry.url(),
                "registry.auto-register",
                "true",
                "score.scores.format",
                "confluent-avro")) {
      line.train();
      line.teach("cam", 1, 20);
      line.score();
      send(line, 4);
      SchemaRegistry schemas = new SchemaRegistry(line.config.registry());
      List<String> expected = new ArrayList<>();
      for (TopicFollower.Entry entry : line.read("mekiki.scores", 4)) {
        Score score = entry.score(schemas);
        expected.add(
            "row +I[%s, cam, %s, %s, %s, %d, 7, null, %s]"
                .formatted(
                    score.getFrameId(),
                    score.getVerdict() == Verdict.ANOMALOUS,
                    score.getScore(),
                    score.getThreshold(),
                    score.getRegions().size(),
                    score.getCapturedAt().truncatedTo(ChronoUnit.MILLIS)));
      }

      List<String> rows =
          flink(
              classPath,
              table(line, "'avro-confluent'").replace("http://registry:8081", registry.url())
                  + "SELECT frameId, camera, anomalous, score, threshold, CARDINALITY(regions),"
                  + " attributes['lot'], sequence, captured FROM scores");

      assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** The document's table for a format, of what is there now. */
  private static String table(TestLine line, String format) throws IOException {
    return block(format)
        .replace("localhost:9092", line.broker.bootstrapServers())
        .replace(
            "'scan.startup.mode' = 'earliest-offset'",
            "'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset'");
  }

  private static void send(TestLine line, int frames) throws Exception {
    try (var camera = TestLine.goodCamera(7, frames);
        var producer =
            new KafkaProducer<>(
                line.config.kafka().producerProperties(),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (var next = camera.next(); next.isPresent(); next = camera.next()) {
        var record =
            new ProducerRecord<>(
                "mekiki.frames", "cam".getBytes(StandardCharsets.UTF_8), next.get().encoded());
        record.headers().add("attribute-lot", "7".getBytes(StandardCharsets.UTF_8));
        producer.send(record).get();
      }
    }
  }

  private List<String> flink(String classPath, String statements) throws Exception {
    Path file = Files.writeString(folder.resolve("statements.sql"), statements);
    Path log = folder.resolve("flink.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    for (String opened :
        List.of(
            "java.util",
            "java.lang",
            "java.lang.reflect",
            "java.time",
            "java.nio",
            "java.net",
            "java.text",
            "java.util.concurrent")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", classPath, "src/test/flink/FlinkSql.java", file.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(400, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(log);
    assertThat(ended).as("Flink did not end: %s", said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().filter(line -> line.startsWith("row ")).toList();
  }

  private static String classPath() throws Exception {
    Matcher version =
        Pattern.compile("<flink.version>(.*?)</flink.version>")
            .matcher(Files.readString(Path.of("src/test/flink/pom.xml")));
    assertThat(version.find()).isTrue();
    return FetchedClassPath.of("flink", "flink-clients-" + version.group(1) + ".jar");
  }

  private static String block(String format) throws IOException {
    Matcher block =
        Pattern.compile("```sql\n(CREATE TABLE.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/subscribers.md")));
    while (block.find()) {
      if (block.group(1).contains("'format' = " + format)) {
        return block.group(1);
      }
    }
    throw new AssertionError("docs/subscribers.md has no table of the format " + format);
  }
}

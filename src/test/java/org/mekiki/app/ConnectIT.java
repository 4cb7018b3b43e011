package org.mekiki.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.service.ScoringService;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.FrameFormat;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.registry.SchemaRegistry;

/**
 * The connectors of docs/subscribers.md in Kafka's own worker, with a converter and a sink that
 * others wrote, into real files and a real database.
 */
@Timeout(900)
class ConnectIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of("schemas/golden");
  private static final String SCORES = "mekiki-scores-jdbc";
  private static final String ALARMS = "mekiki-alarms-jdbc";

  @TempDir Path folder;

  @Test
  void scoresOfARegistryAreRowsOfADatabaseOnceAlsoAfterACrash() throws Exception {
    try (RealRegistry registry = RealRegistry.start(folder);
        PostgresServer database = PostgresServer.start();
        TestLine line =
            new TestLine(
                folder,
                "registry.url",
                registry.url(),
                "registry.auto-register",
                "true",
                "score.scores.format",
                "confluent-avro");
        ConnectWorker worker =
            new ConnectWorker(
                folder,
                workerSettings(line),
                connector(
                    "scores.json",
                    block("json", SCORES)
                        .replace("/etc/connect/", folder + "/")
                        .replace("jdbc:postgresql://db/line", database.url())
                        .replace(
                            "http://registry:8080/apis/registry/v2",
                            registry.url().replace("ccompat/v7", "registry/v2"))))) {
      login(database);
      database.execute("CREATE EXTENSION hstore");
      line.train();
      line.teach("cam", 1, 20);
      line.score();
      List<byte[]> pictures = pictures(5);
      send(line, withSequence(pictures.get(0)), pictures.get(1), pictures.get(2));
      List<Map<String, Object>> first = expected(line, 3);

      worker.start();
      worker.await(SCORES, () -> assertThat(rows(database)).isEqualTo(first));

      worker.close();
      assertThat(committed(line, SCORES)).as("so it writes the same records again").isEmpty();
      send(line, pictures.get(3), pictures.get(4));
      List<Map<String, Object>> all = expected(line, 5);
      worker.start();
      worker.await(SCORES, () -> assertThat(rows(database)).isEqualTo(all));
    }
  }

  /** What the product's own reader says of the scores, as the columns are called. */
  private static List<Map<String, Object>> expected(TestLine line, int number) throws Exception {
    SchemaRegistry schemas = new SchemaRegistry(line.config.registry());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (TopicFollower.Entry entry : line.read("mekiki.scores", number)) {
      Score score = entry.score(schemas);
      ObjectNode row = JSON.createObjectNode();
      row.put("__connect_topic", "mekiki.scores");
      row.put("__connect_partition", entry.partition());
      row.put("__connect_offset", entry.offset());
      row.put("camera", score.getCamera());
      row.put("frameid", score.getFrameId());
      row.put("sequence", score.getSequence());
      row.put("inputtopic", score.getInputTopic());
      row.put("inputpartition", score.getInputPartition());
      row.put("inputoffset", score.getInputOffset());
      row.put("capturedat", score.getCapturedAt().toEpochMilli());
      row.put("scoredat", score.getScoredAt().toEpochMilli());
      row.put("model", score.getModel());
      row.put("modelversion", score.getModelVersion());
      row.put("score", score.getScore());
      row.put("normalizedscore", score.getNormalizedScore());
      row.put("threshold", score.getThreshold());
      row.put("verdict", score.getVerdict().name());
      row.put("imagewidth", score.getImageWidth());
      row.put("imageheight", score.getImageHeight());
      score.getAttributes().forEach(row.putObject("attributes")::put);
      rows.add(plain(row));
    }
    assertThat(rows).hasSize(number);
    assertThat(rows).extracting(row -> row.get("sequence")).contains(42, (Object) null);
    return rows;
  }

  private static List<Map<String, Object>> rows(PostgresServer database) throws Exception {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JsonNode each :
        database.rows(
            "SELECT * FROM mekiki_scores ORDER BY __connect_partition, __connect_offset")) {
      ObjectNode row = (ObjectNode) each;
      for (String time : List.of("capturedat", "scoredat")) {
        LocalDateTime utc = LocalDateTime.parse(row.get(time).asText());
        row.put(time, utc.toInstant(ZoneOffset.UTC).toEpochMilli());
      }
      rows.add(plain(row));
    }
    return rows;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> plain(JsonNode row) throws IOException {
    return JSON.readValue(row.toString(), Map.class);
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(TestLine line, String connector)
      throws Exception {
    String group = "connect-" + connector;
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group).get();
    }
  }

  @Test
  void jsonGoesIntoFilesAndADatabaseWithKafkasOwnConverters() throws Exception {
    Path alarmsFile = folder.resolve("alarms.jsonl");
    Path scoresFile = folder.resolve("scores.txt");
    try (PostgresServer database = PostgresServer.start();
        TestLine line = new TestLine(folder, "score.scores.format", "json");
        ConnectWorker worker =
            new ConnectWorker(
                folder,
                workerSettings(line),
                connector(
                    "alarms.json",
                    block("json", ALARMS)
                        .replace("/etc/connect/", folder + "/")
                        .replace("jdbc:postgresql://db/line", database.url())),
                connector(
                    "alarms.properties",
                    block("properties", "name=mekiki-alarms-file")
                        .replace("/var/log/mekiki-alarms.jsonl", alarmsFile.toString())),
                connector(
                    "scores.properties",
                    block("properties", "name=mekiki-scores-file")
                        .replace("/var/log/mekiki-scores.txt", scoresFile.toString())))) {
      login(database);
      line.train();
      line.teach("cam", 1, 20);
      ScoringService service = line.score();
      List<byte[]> pictures = pictures(3);
      send(line, withSequence(pictures.get(0)), pictures.get(1), pictures.get(2));
      List<TopicFollower.Entry> scores = line.read("mekiki.scores", 3);
      line.closeService(service); // it might raise alarms of its own
      for (String name : List.of("anomalous-raised", "anomalous-cleared", "drift-raised")) {
        produce(
            line, "mekiki.alarms", Files.readAllBytes(GOLDEN.resolve("alarm-" + name + ".json")));
      }
      List<JsonNode> alarms = new ArrayList<>();
      for (TopicFollower.Entry entry : line.read("mekiki.alarms", 3)) {
        alarms.add(JSON.readTree(entry.value()));
      }
      List<Map<String, String>> chosen = new ArrayList<>();
      for (TopicFollower.Entry entry : scores) {
        chosen.add(chosen(entry.score()));
      }
      assertThat(chosen).extracting(each -> each.get("sequence")).contains("42", (String) null);

      worker.start();

      worker.await(
          "mekiki-alarms-file", () -> assertThat(trees(lines(alarmsFile))).isEqualTo(alarms));
      worker.await(
          "mekiki-scores-file", () -> assertThat(maps(lines(scoresFile))).isEqualTo(chosen));
      worker.await(
          ALARMS,
          () ->
              assertThat(
                      database.rows(
                          "SELECT (alarm::jsonb) AS alarm FROM mekiki_alarms"
                              + " ORDER BY __connect_partition, __connect_offset"))
                  .extracting(row -> row.get("alarm"))
                  .isEqualTo(alarms));
    }
  }

  /**
   * The fields that the document's connector leaves in a score, as text; null where it has none.
   */
  private static Map<String, String> chosen(Score score) {
    Map<String, String> fields = new HashMap<>();
    fields.put("capturedAt", score.getCapturedAt().toString());
    fields.put("camera", score.getCamera());
    if (score.getSequence() != null) {
      fields.put("sequence", score.getSequence().toString());
    }
    fields.put("score", Double.toString(score.getScore()));
    fields.put("verdict", score.getVerdict().name());
    fields.put("attributes", score.getAttributes().toString());
    return fields;
  }

  /** Maps as Java prints them, which is what Kafka's sink of files writes. */
  private static List<Map<String, String>> maps(List<String> lines) {
    List<Map<String, String>> maps = new ArrayList<>();
    for (String line : lines) {
      assertThat(line).startsWith("{").endsWith("}");
      Map<String, String> fields = new HashMap<>();
      for (String field : line.substring(1, line.length() - 1).split(", ")) {
        int equals = field.indexOf('=');
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
      maps.add(fields);
    }
    return maps;
  }

  /** None as long as there is no file. */
  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static List<JsonNode> trees(List<String> lines) throws IOException {
    List<JsonNode> trees = new ArrayList<>();
    for (String line : lines) {
      trees.add(JSON.readTree(line));
    }
    return trees;
  }

  private String workerSettings(TestLine line) throws IOException {
    return block("properties", "config.providers")
            .replace("localhost:9092", line.broker.bootstrapServers())
            .replace("/var/lib/connect/", folder + "/")
        + "offset.flush.interval.ms=600000\n";
  }

  private Path connector(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  /** The file with the database's user that the document's connectors name. */
  private void login(PostgresServer database) throws IOException {
    connector("db.properties", "user=" + database.user() + "\npassword=any\n");
  }

  private static List<byte[]> pictures(int number) {
    List<byte[]> pictures = new ArrayList<>();
    try (var camera = TestLine.goodCamera(7, number)) {
      for (var next = camera.next(); next.isPresent(); next = camera.next()) {
        pictures.add(next.get().encoded());
      }
    }
    return pictures;
  }

  private static byte[] withSequence(byte[] picture) throws IOException {
    return AvroCodec.FRAME.encode(
        Frame.newBuilder()
            .setCamera("cam")
            .setFrameId("with-sequence")
            .setSequence(42L)
            .setCapturedAt(Instant.parse("2026-01-31T12:00:00.123456Z"))
            .setFormat(FrameFormat.ENCODED)
            .setWidth(0)
            .setHeight(0)
            .setData(ByteBuffer.wrap(picture))
            .setAttributes(Map.of("lot", "7"))
            .build());
  }

  private static void send(TestLine line, byte[]... frames) throws Exception {
    for (byte[] frame : frames) {
      produce(line, "mekiki.frames", frame);
    }
  }

  private static void produce(TestLine line, String topic, byte[] value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            line.config.kafka().producerProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, "cam".getBytes(UTF_8), value)).get();
    }
  }

  /** The block of the document in this language that has this in it. */
  private static String block(String language, String with) throws IOException {
    Matcher blocks =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/subscribers.md")));
    while (blocks.find()) {
      if (blocks.group(1).contains(with)) {
        return blocks.group(1);
      }
    }
    throw new AssertionError("docs/subscribers.md has no " + language + " with " + with);
  }
}

package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.app.FakeTerminal;
import org.mekiki.app.TestLine;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.codec.ResultKind;
import org.mekiki.stream.codec.SampleRecords;

/** The page learns from topics, also after a restart and before they are there. */
class PageFeedsIT {
  private static final Path GOLDEN = Path.of("schemas/golden");

  @TempDir Path folder;

  @Test
  void openAlarmsAreKnownAgainAfterARestart() throws Exception {
    try (TestLine line = new TestLine(folder, "web.enabled", "true", "web.port", "0")) {
      send(line, "alarm-anomalous-raised", "alarm-anomalous-cleared", "alarm-drift-raised");
      send(line, "alarm-no-frames-raised");
      for (int start = 0; start < 2; start++) {
        try (Page page = new Page(line)) {
          page.await("/api/alarms", alarms -> alarms.get("complete").asBoolean());
          assertThat(page.get("/api/alarms").get("open"))
              .extracting(alarm -> alarm.get("kind").asText())
              .containsExactlyInAnyOrder("drift", "no-frames");
        }
      }
    }
  }

  @Test
  void anAlarmThatIsClearedLeavesThePage() throws Exception {
    try (TestLine line = new TestLine(folder, "web.enabled", "true", "web.port", "0");
        Page page = new Page(line)) {
      send(line, "alarm-anomalous-raised");
      page.await("/api/alarms", alarms -> alarms.get("open").size() == 1);
      assertThat(page.get("/api/alarms").at("/open/0/message").asText())
          .isEqualTo("cam-1: 3 of the last 5");
      send(line, "alarm-anomalous-cleared");
      page.await("/api/alarms", alarms -> alarms.get("open").isEmpty());
    }
  }

  @Test
  void whatIsNoAlarmIsLeftOut() throws Exception {
    try (TestLine line = new TestLine(folder, "web.enabled", "true", "web.port", "0");
        Page page = new Page(line)) {
      produce(line, "nonsense".getBytes(StandardCharsets.UTF_8));
      produce(line, null);
      send(line, "alarm-drift-raised");
      page.await("/api/alarms", alarms -> alarms.get("open").size() == 1);
    }
  }

  @Test
  void whatIsNoStepOfTrainingIsLeftOut() throws Exception {
    try (TestLine line = new TestLine(folder, "web.enabled", "true", "web.port", "0");
        Page page = new Page(line)) {
      String topic = line.config.topics().training().name();
      for (String value : new String[] {"nonsense", "null", "{}", "{\"event\":\"PUBLISHED\"}"}) {
        produce(line, topic, value.getBytes(StandardCharsets.UTF_8));
      }
      produce(line, topic, null);
      String failed = "{\"event\":\"FAILED\",\"model\":\"part\",\"message\":\"too few frames\"}";
      produce(line, topic, failed.getBytes(StandardCharsets.UTF_8));
      page.await(
          "/api/training", runs -> runs.at("/0/run/why/message").asText().equals("too few frames"));
    }
  }

  @Test
  void teachingAndVersionsAreKnownAgainAfterARestart() throws Exception {
    try (TestLine line = new TestLine(folder, "web.enabled", "true", "web.port", "0")) {
      line.train();
      line.teach("part", 3, 12);
      line.teach("part", 4, 14);
      try (Page page = new Page(line)) {
        page.await(
            "/api/training",
            models ->
                models.at("/0/versions").size() == 2
                    && models.at("/0/run/state").asText().equals("PUBLISHED"));
        JsonNode model = page.get("/api/training?model=part");
        assertThat(model.get("current").asLong()).isEqualTo(2);
        assertThat(model.at("/run/learned").asLong()).isEqualTo(14);
        assertThat(model.at("/run/expected").asLong()).isEqualTo(14);
        assertThat(model.at("/run/frames").asLong()).isEqualTo(14);
        assertThat(model.at("/versions/1/scores").size()).isEqualTo(14);
        assertThat(model.at("/versions/0/scores").size()).isEqualTo(12);

        HttpResponse<String> refused =
            page.post("/api/changes/rollback", "{\"model\":\"part\",\"version\":9}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body())
            .contains("model 'part' has no version 9; versions 1 and 2 are kept, 2 is current");
      }
    }
  }

  @Test
  void theLastAnomaliesAndTheirMarksAreKnownAgainAfterARestart() throws Exception {
    try (TestLine line = new TestLine(folder, "web.enabled", "true", "web.port", "0")) {
      String anomalies = line.config.topics().anomalies().name();
      for (int i = 1; i <= 3; i++) {
        produce(line, anomalies, anomaly("f-" + i));
      }
      byte[] avro = Files.readAllBytes(GOLDEN.resolve("anomaly.bin"));
      byte[] damaged = avro.clone();
      damaged[10] = 1; // the length of the camera's name: -1
      produce(line, anomalies, damaged);
      produce(line, anomalies, avro);
      produce(line, anomalies, "nonsense".getBytes(StandardCharsets.UTF_8));
      byte[] said =
          Files.readString(GOLDEN.resolve("feedback.json"))
              .replace("mekiki.frames-2-4711", "f-2")
              .getBytes(StandardCharsets.UTF_8);
      produce(line, line.config.topics().feedback().name(), said);
      for (int start = 0; start < 2; start++) {
        try (Page page = new Page(line)) {
          page.await("/api/history", history -> history.get("total").asInt() == 4);
          page.await("/api/history?verdict=good", history -> history.get("total").asInt() == 1);
          assertThat(page.get("/api/history?verdict=good").findValuesAsText("frameId"))
              .containsExactly("f-2");
          assertThat(page.get("/api/anomalies/cam-1/f-17").get("regions")).hasSize(1);
        }
      }
    }
  }

  private static byte[] anomaly(String frameId) {
    return ResultKind.ANOMALY
        .json()
        .encode(
            Anomaly.newBuilder(SampleRecords.anomaly())
                .setFrameId(frameId)
                .setCapturedAt(Instant.parse("2026-01-31T12:00:00Z"))
                .build());
  }

  private static void send(TestLine line, String... golden) throws Exception {
    for (String name : golden) {
      produce(line, Files.readAllBytes(GOLDEN.resolve(name + ".json")));
    }
  }

  private static void produce(TestLine line, byte[] value) throws Exception {
    produce(line, line.config.topics().alarms().name(), value);
  }

  private static void produce(TestLine line, String topic, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            line.config.kafka().producerProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] key = "cam-1".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  /** A service's page, without the service. */
  private static final class Page implements AutoCloseable {
    private final FakeTerminal terminal = new FakeTerminal();
    private final URI address;

    Page(TestLine line) {
      ServiceMonitor monitor =
          ServiceMonitor.open(line.config, terminal.terminal(), "score", "none");
      monitor.follow(line.config, terminal.lifecycle());
      address = URI.create("http://127.0.0.1:" + monitor.port());
    }

    JsonNode get(String path) throws Exception {
      return new ObjectMapper().readTree(address.resolve(path).toURL());
    }

    void await(String path, Predicate<JsonNode> condition) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode answer = get(path);
                assertThat(condition.test(answer)).as("%s: %s", path, answer).isTrue();
              });
    }

    HttpResponse<String> post(String path, String body) throws Exception {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(address.resolve(path))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
      terminal.lifecycle().close();
    }
  }
}

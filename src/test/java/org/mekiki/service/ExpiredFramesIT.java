package org.mekiki.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.Patience;
import org.mekiki.app.FakeTerminal;
import org.mekiki.app.TestLine;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.Rejection;
import org.mekiki.service.group.GroupWatch;
import org.mekiki.service.monitor.ServiceMonitor;
import org.mekiki.stream.run.SteadyClock;
import org.mekiki.terminal.Lifecycle;

/**
 * Frames that nobody will score are counted, and frames that wait are seen from outside. There is
 * no model: each frame that is read becomes a dead letter.
 */
class ExpiredFramesIT {
  /** A broker gives up a transaction after a minute by itself; this one ends when the test says. */
  private static final String LONG = "900000";

  private static final int READ = 12;

  @TempDir Path folder;

  private final AtomicLong expired = new AtomicLong();
  private TestLine line;
  private Admin admin;
  private String frames;
  private TopicPartition partition;

  private final InspectionListener listener =
      new InspectionListener() {
        @Override
        public void scored(Frame frame, Inspection inspection) {}

        @Override
        public void rejected(String camera, Rejection rejection) {}

        @Override
        public void learned(String model) {}

        @Override
        public void expired(String topic, int number, long records) {
          assertThat(new TopicPartition(topic, number)).isEqualTo(partition);
          expired.addAndGet(records);
        }
      };

  @BeforeEach
  void start() throws Exception {
    line =
        new TestLine(
            folder, "topics.frames.partitions", "1", "web.enabled", "true", "web.port", "0");
    admin = Admin.create(line.config.kafka().adminProperties());
    frames = line.config.topics().frames().name();
    partition = new TopicPartition(frames, 0);
  }

  @AfterEach
  void stop() throws Exception {
    admin.close();
    line.close();
  }

  private void send(int count) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (int n = 0; n < count; n++) {
        producer.send(frame()).get();
      }
    }
  }

  private ProducerRecord<byte[], byte[]> frame() {
    return new ProducerRecord<>(frames, "cam".getBytes(UTF_8), "no picture".getBytes(UTF_8));
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> client = new HashMap<>(line.config.kafka().producerProperties());
    client.putAll(more);
    return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private int deadLetters(int atLeast) {
    return line.read(line.config.topics().deadLetters().name(), atLeast).size();
  }

  /** What retention does, without waiting for it. */
  private void expireBefore(long offset) throws Exception {
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all().get();
  }

  @Test
  void framesThatExpiredBeforeTheyWereScoredAreCounted() throws Exception {
    ScoringService scorer = line.score(listener);
    send(READ);
    assertThat(deadLetters(READ)).isEqualTo(READ);
    awaitLag(scorer, 0);
    line.closeService(scorer);
    send(60);
    expireBefore(READ + 40);
    assertThat(expired).hasValue(0);

    ScoringService next = line.score(listener);

    assertThat(deadLetters(READ + 20)).isEqualTo(READ + 20);
    awaitExpired(40);
    // The alarm is committed together with what is remembered of the gap.
    assertThat(alarms(1)).hasSize(1);
    line.closeService(next);

    // And where no frame comes any more, nothing is read that could show the gap.
    send(30);
    expireBefore(READ + 60 + 30);
    line.score(listener);
    awaitExpired(40 + 30);
    assertThat(alarms(1))
        .as("one alarm tells of both losses: it is open until 15 minutes have passed")
        .singleElement()
        .satisfies(
            alarm -> {
              assertThat(alarm.camera()).isEmpty();
              assertThat(alarm.id()).startsWith(frames + "-0-" + READ).endsWith("/expired");
              assertThat(alarm.message())
                  .isEqualTo(
                      frames
                          + "-0: 40 records expired before they were scored, offsets 12 to 51:"
                          + " they are lost; keep frames for longer (retention), or add"
                          + " instances");
            });
  }

  private record Expired(String id, String camera, String message) {}

  private List<Expired> alarms(int atLeast) throws Exception {
    List<Expired> alarms = new ArrayList<>();
    for (var record : line.read(line.config.topics().alarms().name(), atLeast)) {
      JsonNode json = new ObjectMapper().readTree(record.value());
      if (json.get("kind").asText().equals("EXPIRED")) {
        assertThat(record.key()).isEqualTo(frames + "-0");
        alarms.add(
            new Expired(
                json.get("alarmId").asText(),
                json.get("camera").asText(),
                json.get("message").asText()));
      }
    }
    return alarms;
  }

  private void awaitExpired(long records) {
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .untilAsserted(() -> assertThat(expired).hasValue(records));
  }

  private void awaitLag(ScoringService scorer, long records) {
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .untilAsserted(() -> assertThat(scorer.group().lag(frames)).isEqualTo(records));
  }

  @Test
  void framesBehindAnOpenTransactionAreSeenToWait() throws Exception {
    ScoringService scorer = line.score(listener);
    send(READ);
    awaitLag(scorer, 0);
    FakeTerminal terminal = new FakeTerminal();
    try (KafkaProducer<byte[], byte[]> producer =
            producer(Map.of("transactional.id", "camera", "transaction.timeout.ms", LONG));
        GroupWatch impatient = impatient(Set.of(frames));
        Lifecycle page = terminal.lifecycle()) {
      ServiceMonitor monitor =
          ServiceMonitor.open(line.config, terminal.terminal(), "score", "none");
      monitor.add("scoring", scorer.runner(), impatient);
      monitor.readyWhen(scorer::isReady);
      awaitReadiness(monitor, 200, "running");
      producer.initTransactions();
      producer.beginTransaction();
      for (int n = 0; n < 3; n++) {
        producer.send(frame()).get();
      }
      awaitLag(scorer, 3);
      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(() -> assertThat(scorer.group().commitAge(frames)).isGreaterThan(5));
      impatient.start();
      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(impatient.stall().orElse(""))
                      .matches(
                          "nothing has been committed on mekiki.frames-0 for \\d+ s, though 3"
                              + " records wait there; look for an open transaction or for brokers"
                              + " that are away"));
      awaitReadiness(monitor, 503, "scoring stands still: nothing has been committed on");

      // Those of a transaction that was given up are no frames, and nothing is ever committed
      // there.
      producer.abortTransaction();
      awaitLag(scorer, 0);
      assertThat(scorer.group().commitAge(frames)).isZero();
      assertThat(expired).hasValue(0);
      awaitReadiness(monitor, 200, "running");
    }
  }

  @Test
  void aTopicThatSomebodyHasDeletedIsNamedUntilItIsThereAgain() throws Exception {
    try (GroupWatch impatient = impatient(Set.of(frames, "deleted"))) {
      impatient.start();
      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(impatient.stall())
                      .contains(
                          "topic deleted does not exist any more, so work stands still; 'mekiki"
                              + " topics' creates what is missing, without its records"));
      admin.createTopics(List.of(new NewTopic("deleted", 1, (short) 1))).all().get();
      Awaitility.await()
          .atMost(Patience.PATIENCE)
          .untilAsserted(() -> assertThat(impatient.stall()).isEmpty());
    }
  }

  private static void awaitReadiness(ServiceMonitor monitor, int status, String words) {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitor.port() + "/health/ready"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .untilAsserted(
            () -> {
              HttpResponse<String> answer =
                  client.send(ready, HttpResponse.BodyHandlers.ofString());
              assertThat(answer.body()).contains(words);
              assertThat(answer.statusCode()).isEqualTo(status);
            });
  }

  private GroupWatch impatient(Set<String> needed) {
    return new GroupWatch(
        new GroupWatch.Settings(
            line.config.score().applicationId(),
            Map.of(frames, Duration.ofHours(24)),
            needed,
            line.config.kafka().consumerProperties(),
            Duration.ofSeconds(1)),
        Admin.create(line.config.kafka().adminProperties()),
        () -> Set.of(partition),
        (at, records) -> {},
        Clock.systemUTC(),
        SteadyClock.start());
  }
}

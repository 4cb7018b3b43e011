package org.mekiki.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.Feedback;

class FeedbackPublisherTest {
  private static final Path SCHEMA = Path.of("schemas/feedback.schema.json");
  private static final Path GOLDEN = Path.of("schemas/golden/feedback.json");
  private static final Feedback FEEDBACK =
      new Feedback(
          "cam-1",
          "mekiki.frames-2-4711",
          Instant.parse("2026-01-31T12:00:00Z"),
          "cam-1",
          3,
          41.5,
          31.25,
          Feedback.Verdict.GOOD,
          Instant.parse("2026-01-31T12:00:07.123Z"));

  private final ByteArraySerializer bytes = new ByteArraySerializer();

  private MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, new RoundRobinPartitioner(), bytes, bytes);
  }

  @Test
  void theBytesAreThoseOfTheFileAndAfterTheSchema() throws Exception {
    String json = new String(FeedbackPublisher.encode(FEEDBACK), StandardCharsets.UTF_8);
    assertThat(json).isEqualTo(Files.readString(GOLDEN).strip());
    JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
    JsonNode written = new ObjectMapper().readTree(json);
    assertThat(names(written)).isEqualTo(names(schema.get("properties")));
    Set<String> required = new TreeSet<>();
    schema.get("required").forEach(name -> required.add(name.asText()));
    assertThat(required).isEqualTo(names(written));
    for (Feedback.Verdict verdict : Feedback.Verdict.values()) {
      assertThat(schema.at("/properties/verdict/enum").toString()).contains(verdict.name());
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aRecordHasTheCameraAsKeyAndIsACloudEvent() {
    MockProducer<byte[], byte[]> producer = producer();
    new FeedbackPublisher(new PromptProducer(() -> producer, "the feedback"), "mekiki.feedback", "")
        .store(FEEDBACK);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("mekiki.feedback");
    assertThat(record.key()).isEqualTo("cam-1".getBytes(StandardCharsets.UTF_8));
    assertThat(header(record, "ce_type")).isEqualTo("org.mekiki.feedback");
    assertThat(header(record, "ce_id")).isEqualTo("mekiki.frames-2-4711/1769860807123");
  }

  private static String header(ProducerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsNotAcknowledgedIsNotStored() {
    TimeoutException failure =
        new TimeoutException("Topic mekiki.feedback not present in metadata after 8000 ms.");
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, new RoundRobinPartitioner(), bytes, bytes) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return CompletableFuture.failedFuture(failure);
          }
        };
    FeedbackPublisher publisher =
        new FeedbackPublisher(
            new PromptProducer(() -> producer, "the feedback"), "mekiki.feedback", "");
    assertThatThrownBy(() -> publisher.store(FEEDBACK))
        .isInstanceOf(KafkaException.class)
        .hasMessage(
            "the feedback was not stored on mekiki.feedback: Topic mekiki.feedback not present in"
                + " metadata after 8000 ms.; is the topic there? 'mekiki topics' creates it");
  }

  @Test
  void whatIsRefusedAtOnceIsNotStoredEither() {
    MockProducer<byte[], byte[]> producer = producer();
    producer.sendException = new KafkaException("the producer is closed");
    FeedbackPublisher publisher =
        new FeedbackPublisher(
            new PromptProducer(() -> producer, "the feedback"), "mekiki.feedback", "");
    assertThatThrownBy(() -> publisher.store(FEEDBACK))
        .hasMessage("the feedback was not stored on mekiki.feedback: the producer is closed");
  }
}

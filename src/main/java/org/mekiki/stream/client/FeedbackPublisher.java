package org.mekiki.stream.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.mekiki.inspect.Feedback;
import org.mekiki.stream.codec.CloudEvents;
import org.mekiki.stream.codec.Origin;

/**
 * Writes what people say of frames: JSON after schemas/feedback.schema.json, CloudEvents headers,
 * the camera as key. Returns only once all replicas have it, or fails within seconds: somebody is
 * waiting for the answer. Thread-safe.
 */
public final class FeedbackPublisher implements AutoCloseable {
  static final String TYPE = "org.mekiki.feedback";
  static final String CONTENT_TYPE = "application/json";
  static final String SCHEMA = "feedback.schema.json";

  /** Of the brokers for one request; and of the producer for all tries, and for the metadata. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Origin origin;

  /**
   * A publisher.
   *
   * @param client settings of a Kafka client, {@code bootstrap.servers} among them
   * @param topic where feedback goes
   * @param site name of the site; empty if it has none
   */
  public FeedbackPublisher(Map<String, Object> client, String topic, String site) {
    this(
        new KafkaProducer<>(settings(client), new ByteArraySerializer(), new ByteArraySerializer()),
        topic,
        site);
  }

  FeedbackPublisher(Producer<byte[], byte[]> producer, String topic, String site) {
    this.producer = producer;
    this.topic = topic;
    this.origin = new Origin(site, "");
  }

  private static Map<String, Object> settings(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return settings;
  }

  /**
   * Stores one.
   *
   * @throws KafkaException if it is not known to be stored
   */
  public void store(Feedback feedback) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  null,
                  feedback.givenAt().toEpochMilli(),
                  feedback.camera().getBytes(StandardCharsets.UTF_8),
                  encode(feedback),
                  headers(feedback)))
          .get();
    } catch (ExecutionException e) {
      throw notStored(e.getCause());
    } catch (KafkaException e) {
      throw notStored(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("stopped before " + topic + " had the feedback", e);
    }
  }

  private KafkaException notStored(Throwable why) {
    boolean missing =
        why instanceof UnknownTopicOrPartitionException
            || String.valueOf(why.getMessage()).contains("not present in metadata");
    return new KafkaException(
        "the feedback was not stored on "
            + topic
            + ": "
            + why.getMessage()
            + (missing ? "; is the topic there? 'mekiki topics' creates it" : ""),
        why);
  }

  /** A person may change their mind: the same frame at another moment is another event. */
  private Headers headers(Feedback feedback) {
    String id = feedback.frameId() + "/" + feedback.givenAt().toEpochMilli();
    return CloudEvents.headers(
        origin.camera(feedback.camera()),
        TYPE,
        feedback.camera(),
        id,
        feedback.givenAt(),
        CONTENT_TYPE,
        SCHEMA);
  }

  static byte[] encode(Feedback feedback) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("camera", feedback.camera());
    json.put("frameId", feedback.frameId());
    json.put("capturedAt", feedback.capturedAt().toString());
    json.put("model", feedback.model());
    json.put("modelVersion", feedback.modelVersion());
    json.put("score", feedback.score());
    json.put("threshold", feedback.threshold());
    json.put("verdict", feedback.verdict().name());
    json.put("givenAt", feedback.givenAt().toString());
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree could not be written", e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws IOException if it is no feedback
   */
  public static Feedback decode(byte[] value) throws IOException {
    JsonNode json = value == null ? MAPPER.nullNode() : MAPPER.readTree(value);
    try {
      return new Feedback(
          json.path("camera").asText(),
          json.path("frameId").asText(),
          Instant.parse(json.path("capturedAt").asText()),
          json.path("model").asText(),
          json.path("modelVersion").asLong(),
          json.path("score").asDouble(),
          json.path("threshold").asDouble(),
          Feedback.Verdict.valueOf(json.path("verdict").asText()),
          Instant.parse(json.path("givenAt").asText()));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("the record is no feedback", e);
    }
  }

  @Override
  public void close() {
    producer.close(ANSWER);
  }
}

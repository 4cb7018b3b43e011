package org.mekiki.stream.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.mekiki.inspect.Feedback;
import org.mekiki.stream.codec.CloudEvents;
import org.mekiki.stream.codec.Origin;

/**
 * Writes what people say of frames: JSON after schemas/feedback.schema.json, CloudEvents headers,
 * the camera as key. Thread-safe.
 */
public final class FeedbackPublisher implements AutoCloseable {
  static final String TYPE = "org.mekiki.feedback";
  static final String CONTENT_TYPE = "application/json";
  static final String SCHEMA = "feedback.schema.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PromptProducer producer;
  private final String topic;
  private final Origin origin;

  /**
   * A publisher.
   *
   * @param client settings of a Kafka client, {@code bootstrap.servers} among them
   * @param site name of the site; empty if it has none
   */
  public FeedbackPublisher(Map<String, Object> client, String topic, String site) {
    this(new PromptProducer(client, "the feedback"), topic, site);
  }

  FeedbackPublisher(PromptProducer producer, String topic, String site) {
    this.producer = producer;
    this.topic = topic;
    this.origin = new Origin(site, "");
  }

  /**
   * Stores one.
   *
   * @throws KafkaException if it is not known to be stored
   */
  public void store(Feedback feedback) {
    producer.store(
        new ProducerRecord<>(
            topic,
            null,
            feedback.givenAt().toEpochMilli(),
            feedback.camera().getBytes(StandardCharsets.UTF_8),
            encode(feedback),
            headers(feedback)));
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
    return json.toString().getBytes(StandardCharsets.UTF_8);
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
      throw new IOException("the record is not feedback", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}

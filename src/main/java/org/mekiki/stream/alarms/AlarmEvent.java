package org.mekiki.stream.alarms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the alarms topic: one end of an alarm.
 *
 * @param json its value, after schemas/alarm.schema.json
 * @param headers as text, {@code ce_id} among them
 */
public record AlarmEvent(int partition, JsonNode json, Map<String, String> headers) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public AlarmEvent {
    Objects.requireNonNull(json, "json");
    headers = Map.copyOf(headers);
  }

  /**
   * Reads a record.
   *
   * @throws IOException if it is no alarm
   */
  public static AlarmEvent read(ConsumerRecord<byte[], byte[]> record) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return read(record.partition(), record.value(), headers);
  }

  /**
   * Reads a value.
   *
   * @throws IOException if it is no alarm
   */
  public static AlarmEvent read(int partition, byte[] value, Map<String, String> headers)
      throws IOException {
    JsonNode json = value == null ? null : MAPPER.readTree(value);
    if (json == null) {
      throw new IOException("the record has no value");
    }
    for (String name : new String[] {"alarmId", "camera", "kind", "state", "raisedAt", "message"}) {
      if (!json.path(name).isTextual()) {
        throw new IOException("the record is not an alarm: it has no '" + name + "'");
      }
    }
    try {
      var unused = Instant.parse(json.get("raisedAt").asText());
    } catch (DateTimeParseException e) {
      throw new IOException("the record is not an alarm: " + e.getMessage(), e);
    }
    return new AlarmEvent(partition, json, headers);
  }

  /** Unique, and the same however often it is delivered. */
  public String id() {
    return headers.getOrDefault("ce_id", alarmId() + "/" + text("state"));
  }

  /** The same for both ends of an alarm. */
  public String alarmId() {
    return text("alarmId");
  }

  /** The camera that it is about, or where it is about a partition, {@code topic-partition}. */
  public String subject() {
    return ofACamera() ? text("camera") : text("inputTopic") + "-" + text("inputPartition");
  }

  /** Whether it is about a camera. */
  public boolean ofACamera() {
    return !text("camera").isEmpty();
  }

  /** When it was raised, also where it is cleared now. */
  public Instant raisedAt() {
    return Instant.parse(text("raisedAt"));
  }

  /** Whether the alarm begins. */
  public boolean raised() {
    return text("state").equals("RAISED");
  }

  /** What was measured: text or numbers by name; empty if it is absent. */
  public Map<String, Object> evidence() {
    Map<String, Object> evidence = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : json.path("evidence").properties()) {
      JsonNode value = each.getValue();
      if (value.isNumber()) {
        evidence.put(each.getKey(), value.numberValue());
      } else if (value.isTextual()) {
        evidence.put(each.getKey(), value.textValue());
      }
    }
    return evidence;
  }

  /** A property as text; empty if it is absent. */
  public String text(String name) {
    return json.path(name).asText();
  }
}

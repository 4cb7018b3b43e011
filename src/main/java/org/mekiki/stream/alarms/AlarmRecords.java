package org.mekiki.stream.alarms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.stream.codec.CloudEvents;
import org.mekiki.stream.codec.Origin;

/** Alarms as they lie on their topic: JSON after schemas/alarm.schema.json, CloudEvents headers. */
final class AlarmRecords {
  static final String TYPE = "org.mekiki.alarm";
  static final String CONTENT_TYPE = "application/json";
  static final String SCHEMA = "alarm.schema.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AlarmRecords() {}

  /** Each of an alarm's two events has an id of its own. */
  static Headers headers(Alarm alarm, Origin origin) {
    String id = alarm.id() + "/" + alarm.state().name().toLowerCase(Locale.ROOT);
    String subject = alarm.subject();
    String source = alarm.camera().isEmpty() ? origin.partition(subject) : origin.camera(subject);
    return CloudEvents.headers(source, TYPE, subject, id, alarm.at(), CONTENT_TYPE, SCHEMA);
  }

  static byte[] encode(Alarm alarm) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("alarmId", alarm.id());
    json.put("camera", alarm.camera());
    json.put("kind", alarm.kind().name());
    json.put("state", alarm.state().name());
    json.put("at", alarm.at().toString());
    json.put("raisedAt", alarm.raisedAt().toString());
    alarm.clearedAt().ifPresent(at -> json.put("clearedAt", at.toString()));
    json.put("message", alarm.message());
    json.put("inputTopic", alarm.position().topic());
    json.put("inputPartition", alarm.position().partition());
    json.put("inputOffset", alarm.position().offset());
    if (!alarm.position().frameId().isEmpty()) {
      json.put("frameId", alarm.position().frameId());
    }
    alarm.scored().ifPresent(scored -> scored(json, scored));
    json.set("evidence", MAPPER.valueToTree(alarm.evidence().properties()));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void scored(ObjectNode json, FrameOutcome.Scored scored) {
    json.put("model", scored.model());
    json.put("modelVersion", scored.modelVersion());
    json.put("score", scored.score());
    json.put("threshold", scored.threshold());
  }
}

package org.mekiki.stream.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.inspect.alarm.Alarm;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.AlarmState;
import org.mekiki.inspect.alarm.Drift;
import org.mekiki.inspect.alarm.ExpiryWatch;
import org.mekiki.inspect.alarm.FrameOutcome;
import org.mekiki.inspect.alarm.FramePosition;
import org.mekiki.inspect.alarm.Rules;
import org.mekiki.stream.codec.Origin;

/**
 * Alarms are what schemas/alarm.schema.json and schemas/golden say; {@code
 * -Dmekiki.golden.write=true} writes the golden files anew.
 */
class AlarmRecordsTest {
  private static final Path SCHEMAS = Path.of("schemas");
  private static final Instant RAISED = Instant.parse("2026-01-31T12:00:00.123Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Vector {
    ANOMALOUS_RAISED(
        alarm(AlarmKind.ANOMALOUS, false, true, new Alarm.Counted(3, 5), "3 of the last 5")),
    ANOMALOUS_CLEARED(
        alarm(AlarmKind.ANOMALOUS, true, false, new Alarm.Counted(0, 5), "back to normal")),
    UNSCORABLE_RAISED(
        alarm(AlarmKind.UNSCORABLE, false, false, new Alarm.Counted(3, 10), "3 of the last 10")),
    NO_FRAMES_RAISED(
        alarm(
            AlarmKind.NO_FRAMES,
            false,
            false,
            new Alarm.Silence(RAISED.minusSeconds(300)),
            "no frame for 5m")),
    DRIFT_RAISED(
        alarm(
            AlarmKind.DRIFT,
            false,
            true,
            new Alarm.Drifted(Optional.of(new Drift(0.75, 0.5, 1.25, 1.5, 400))),
            "scores of 400 good frames")),
    EXPIRED_RAISED(expired());

    private final Alarm alarm;

    Vector(Alarm alarm) {
      this.alarm = alarm;
    }

    Path file() {
      String name = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      return SCHEMAS.resolve("golden/alarm-" + name + ".json");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBytesOfAnAlarmAreThoseOfTheFile(Vector vector) throws Exception {
    byte[] bytes = AlarmRecords.encode(vector.alarm);
    if (Boolean.getBoolean("mekiki.golden.write")) {
      Files.write(vector.file(), bytes);
    }
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo(Files.readString(vector.file()));
  }

  @ParameterizedTest
  @EnumSource
  void theFileIsAfterTheSchema(Vector vector) throws Exception {
    JsonNode schema = JSON.readTree(SCHEMAS.resolve("alarm.schema.json").toFile());
    JsonNode alarm = JSON.readTree(vector.file().toFile());
    assertAfter(schema, alarm);
    assertAfter(schema.at("/properties/evidence"), alarm.get("evidence"));
  }

  @Test
  void everyPropertyOfTheSchemaIsInAFile() throws Exception {
    JsonNode schema = JSON.readTree(SCHEMAS.resolve("alarm.schema.json").toFile());
    Set<String> written = new TreeSet<>();
    Set<String> evidence = new TreeSet<>();
    for (Vector vector : Vector.values()) {
      JsonNode alarm = JSON.readTree(vector.file().toFile());
      alarm.fieldNames().forEachRemaining(written::add);
      alarm.get("evidence").fieldNames().forEachRemaining(evidence::add);
    }
    assertThat(written).isEqualTo(names(schema));
    assertThat(evidence).isEqualTo(names(schema.at("/properties/evidence")));
  }

  @Test
  void eachEndOfAnAlarmIsACloudEventOfItsOwn() {
    assertThat(header(Vector.ANOMALOUS_RAISED, "ce_id"))
        .isEqualTo("mekiki.frames-2-4711/anomalous/raised");
    assertThat(header(Vector.ANOMALOUS_CLEARED, "ce_id"))
        .isEqualTo("mekiki.frames-2-4711/anomalous/cleared");
    assertThat(header(Vector.ANOMALOUS_CLEARED, "ce_time")).isEqualTo("2026-01-31T12:01:00.123Z");
    assertThat(header(Vector.DRIFT_RAISED, "ce_type")).isEqualTo("org.mekiki.alarm");
    assertThat(header(Vector.DRIFT_RAISED, "ce_source")).isEqualTo("/mekiki/cameras/cam-1");
    assertThat(header(Vector.EXPIRED_RAISED, "ce_id"))
        .isEqualTo("mekiki.frames-2-4711/expired/raised");
    assertThat(header(Vector.EXPIRED_RAISED, "ce_source"))
        .isEqualTo("/mekiki/partitions/mekiki.frames-2");
    assertThat(header(Vector.EXPIRED_RAISED, "ce_subject")).isEqualTo("mekiki.frames-2");
    assertThat(header(Vector.DRIFT_RAISED, "content-type")).isEqualTo("application/json");
    assertThat(header(Vector.DRIFT_RAISED, "ce_dataschema"))
        .isEqualTo("https://mekiki.org/schemas/alarm.schema.json");
  }

  private static void assertAfter(JsonNode schema, JsonNode object) {
    Set<String> present = new HashSet<>();
    object.fieldNames().forEachRemaining(present::add);
    assertThat(names(schema)).containsAll(present);
    schema.path("required").forEach(name -> assertThat(present).contains(name.asText()));
    for (String name : present) {
      JsonNode property = schema.get("properties").get(name);
      JsonNode value = object.get(name);
      if (property.has("enum")) {
        assertThat(property.get("enum")).contains(value);
      }
      switch (property.path("type").asText("string")) {
        case "string" -> assertThat(value.isTextual()).as(name).isTrue();
        case "integer" -> assertThat(value.isIntegralNumber()).as(name).isTrue();
        case "number" -> assertThat(value.isNumber()).as(name).isTrue();
        default -> assertThat(value.isObject()).as(name).isTrue();
      }
      if (property.path("format").asText().equals("date-time")) {
        Instant.parse(value.asText());
      }
    }
  }

  private static Set<String> names(JsonNode schema) {
    Set<String> names = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String header(Vector vector, String name) {
    byte[] value = AlarmRecords.headers(vector.alarm, Origin.NONE).lastHeader(name).value();
    return new String(value, StandardCharsets.UTF_8);
  }

  private static Alarm expired() {
    AlarmRules rules = Rules.of(EnumSet.of(AlarmKind.EXPIRED));
    return new ExpiryWatch("mekiki.frames", 2, "", rules)
        .lost(4711, 4731, RAISED.toEpochMilli())
        .get(0);
  }

  private static Alarm alarm(
      AlarmKind kind, boolean cleared, boolean scored, Alarm.Evidence evidence, String message) {
    return new Alarm(
        "mekiki.frames-2-4711/" + kind.label(),
        "cam-1",
        kind,
        cleared ? AlarmState.CLEARED : AlarmState.RAISED,
        RAISED,
        cleared ? Optional.of(RAISED.plusSeconds(60)) : Optional.empty(),
        new FramePosition("mekiki.frames", 2, 4711, kind == AlarmKind.UNSCORABLE ? "" : "f-17", ""),
        scored
            ? Optional.of(new FrameOutcome.Scored("part-7", 3, 21.5, 18.25, true, Optional.empty()))
            : Optional.empty(),
        evidence,
        "cam-1: " + message);
  }
}

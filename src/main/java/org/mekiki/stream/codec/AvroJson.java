package org.mekiki.stream.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records of an Avro schema as JSON that any language reads, with the schema's names in the
 * schema's order: times in ISO 8601, UTC; a field that is null is left out. Avro's own JSON has
 * times as numbers and the type beside each optional value. Records with bytes have no JSON.
 *
 * @param <T> the record
 */
final class AvroJson<T extends SpecificRecordBase> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Schema schema;
  private final SpecificData data;
  private final String what;

  AvroJson(T example) {
    schema = example.getSchema();
    data = example.getSpecificData();
    what = schema.getName().toLowerCase(Locale.ROOT);
  }

  /** Begins what is said of a record that is something else: "the record is not a score". */
  static String isNot(String what) {
    return "the record is not " + ("aeiou".indexOf(what.charAt(0)) < 0 ? "a " : "an ") + what;
  }

  byte[] encode(T record) {
    try {
      return MAPPER.writeValueAsBytes(properties(record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + what + " could not be written as JSON", e);
    }
  }

  private static Map<String, Object> properties(SpecificRecordBase record) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null) {
        properties.put(field.name(), plain(value));
      }
    }
    return properties;
  }

  private static Object plain(Object value) {
    if (value instanceof SpecificRecordBase record) {
      return properties(record);
    }
    if (value instanceof List<?> items) {
      return items.stream().map(AvroJson::plain).toList();
    }
    return value instanceof Instant ? value.toString() : value;
  }

  /**
   * Reads a record. Names that the schema does not have are passed over.
   *
   * @throws IOException if it is none
   */
  @SuppressWarnings("unchecked") // the schema is T's
  T decode(byte[] json) throws IOException {
    return (T) record(schema, MAPPER.readTree(json));
  }

  private SpecificRecordBase record(Schema of, JsonNode json) throws IOException {
    SpecificRecordBase record = (SpecificRecordBase) data.newRecord(null, of);
    for (Schema.Field field : of.getFields()) {
      JsonNode value = json.path(field.name());
      if (value.isMissingNode() || value.isNull()) {
        if (!field.hasDefaultValue()) {
          throw none("has no '" + field.name() + "'", null);
        }
        record.put(field.pos(), data.deepCopy(field.schema(), data.getDefaultValue(field)));
      } else {
        record.put(field.pos(), value(field.schema(), field.name(), value));
      }
    }
    return record;
  }

  private Object value(Schema type, String name, JsonNode json) throws IOException {
    switch (type.getType()) {
      case UNION:
        return value(type.getTypes().get(1), name, json); // of null and another
      case RECORD:
        return record(type, json);
      case ARRAY:
        List<Object> items = new ArrayList<>();
        for (JsonNode item : json) {
          items.add(value(type.getElementType(), name, item));
        }
        return items;
      case MAP:
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
          values.put(entry.getKey(), value(type.getValueType(), name, entry.getValue()));
        }
        return values;
      case INT:
        return json.asInt();
      case LONG:
        return type.getLogicalType() instanceof LogicalTypes.TimestampMicros
            ? time(name, json)
            : json.asLong();
      case DOUBLE:
        return json.asDouble();
      case STRING:
        return json.asText();
      case ENUM:
        if (!type.hasEnumSymbol(json.asText())) {
          throw none("has '" + name + "' " + json + ", valid: " + type.getEnumSymbols(), null);
        }
        return data.createEnum(json.asText(), type);
      default:
        throw new IllegalArgumentException(type + " has no JSON");
    }
  }

  private Instant time(String name, JsonNode json) throws IOException {
    try {
      return Instant.parse(json.asText());
    } catch (DateTimeException e) {
      throw none("has '" + name + "' " + json + ", valid: a time such as 2026-11-30T08:15:00Z", e);
    }
  }

  private IOException none(String why, Exception cause) {
    return new IOException(isNot(what) + ": it " + why, cause);
  }
}

package org.mekiki.stream.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.inspect.Region;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.RegisteredSchemas;

/** A record of the anomalies topic, in any of its formats. */
public record AnomalyEvent(
    String camera,
    String frameId,
    Instant capturedAt,
    String model,
    long modelVersion,
    double score,
    double normalizedScore,
    double threshold,
    int imageWidth,
    int imageHeight,
    List<Region> regions,
    Map<String, String> attributes) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public AnomalyEvent {
    regions = List.copyOf(regions);
    attributes = Map.copyOf(attributes);
  }

  /**
   * Reads a value.
   *
   * @param schemas of the registry
   * @throws IOException if it is no anomaly
   */
  public static AnomalyEvent read(byte[] value, RegisteredSchemas schemas) throws IOException {
    if (value == null || value.length == 0) {
      throw new IOException("the record has no value");
    }
    return value[0] == (byte) 0xC3 || value[0] == 0
        ? of(AvroCodec.ANOMALY.decode(value, schemas))
        : of(value);
  }

  private static AnomalyEvent of(Anomaly anomaly) {
    return new AnomalyEvent(
        anomaly.getCamera(),
        anomaly.getFrameId(),
        anomaly.getCapturedAt(),
        anomaly.getModel(),
        anomaly.getModelVersion(),
        anomaly.getScore(),
        anomaly.getNormalizedScore(),
        anomaly.getThreshold(),
        anomaly.getImageWidth(),
        anomaly.getImageHeight(),
        anomaly.getRegions().stream()
            .map(
                r ->
                    new Region(
                        r.getX(), r.getY(), r.getWidth(), r.getHeight(), r.getPeak(), r.getArea()))
            .toList(),
        anomaly.getAttributes());
  }

  private static AnomalyEvent of(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value);
    for (String name : new String[] {"camera", "frameId", "capturedAt", "model"}) {
      if (!json.path(name).isTextual()) {
        throw new IOException("the record is no anomaly: it has no '" + name + "'");
      }
    }
    List<Region> regions = new ArrayList<>();
    for (JsonNode region : json.path("regions")) {
      regions.add(
          new Region(
              region.path("x").asInt(),
              region.path("y").asInt(),
              region.path("width").asInt(),
              region.path("height").asInt(),
              region.path("peak").asDouble(),
              region.path("area").asDouble()));
    }
    Map<String, String> attributes = new HashMap<>();
    json.path("attributes")
        .fields()
        .forEachRemaining(field -> attributes.put(field.getKey(), field.getValue().asText()));
    try {
      return new AnomalyEvent(
          json.get("camera").asText(),
          json.get("frameId").asText(),
          Instant.parse(json.get("capturedAt").asText()),
          json.get("model").asText(),
          json.path("modelVersion").asLong(),
          json.path("score").asDouble(),
          json.path("normalizedScore").asDouble(),
          json.path("threshold").asDouble(),
          json.path("imageWidth").asInt(),
          json.path("imageHeight").asInt(),
          regions,
          attributes);
    } catch (DateTimeException e) {
      throw new IOException("the anomaly's capturedAt is no time", e);
    }
  }
}

package org.mekiki.stream.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.stream.avro.Region;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.StageTimes;
import org.mekiki.stream.avro.Verdict;

/**
 * How scores are written without a registry. Readers tell formats apart by the first byte, so that
 * a topic may hold several while a format is changed.
 */
public enum ScoreFormat implements RecordWriter<Score> {
  /** Avro single-object encoding, schemas/score.avsc. */
  AVRO("application/avro", "score.avsc") {
    @Override
    public byte[] encode(Score score) {
      return AvroCodec.SCORE.encode(score);
    }
  },
  /** One JSON object, schemas/score.schema.json; times in ISO 8601, UTC. */
  JSON("application/json", "score.schema.json") {
    @Override
    public byte[] encode(Score score) {
      try {
        return MAPPER.writeValueAsBytes(json(score));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a JSON tree could not be written", e);
      }
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String contentType;
  private final String schema;

  ScoreFormat(String contentType, String schema) {
    this.contentType = contentType;
    this.schema = schema;
  }

  /** The one for a configured format. */
  public static ScoreFormat of(RecordFormat format) {
    return switch (format) {
      case AVRO -> AVRO;
      case JSON -> JSON;
      case CONFLUENT_AVRO -> throw new IllegalArgumentException("this needs a registry");
    };
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public String schema() {
    return schema;
  }

  /**
   * Reads a score in any format.
   *
   * @param value of a record on the topic of scores
   * @param schemas of the registry
   * @throws IOException if it is none
   */
  public static Score decode(byte[] value, RegisteredSchemas schemas) throws IOException {
    if (value == null) {
      throw new IOException("the record is no score: it has no value");
    }
    return value.length > 0 && value[0] == '{'
        ? score(MAPPER.readTree(value))
        : AvroCodec.SCORE.decode(value, schemas);
  }

  private static ObjectNode json(Score score) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("camera", score.getCamera());
    json.put("frameId", score.getFrameId());
    if (score.getSequence() != null) {
      json.put("sequence", score.getSequence());
    }
    json.put("inputTopic", score.getInputTopic());
    json.put("inputPartition", score.getInputPartition());
    json.put("inputOffset", score.getInputOffset());
    json.put("capturedAt", score.getCapturedAt().toString());
    json.put("scoredAt", score.getScoredAt().toString());
    json.put("model", score.getModel());
    json.put("modelVersion", score.getModelVersion());
    json.put("score", score.getScore());
    json.put("normalizedScore", score.getNormalizedScore());
    json.put("threshold", score.getThreshold());
    json.put("verdict", score.getVerdict().name());
    json.put("imageWidth", score.getImageWidth());
    json.put("imageHeight", score.getImageHeight());
    ArrayNode regions = json.putArray("regions");
    for (Region region : score.getRegions()) {
      regions
          .addObject()
          .put("x", region.getX())
          .put("y", region.getY())
          .put("width", region.getWidth())
          .put("height", region.getHeight())
          .put("peak", region.getPeak())
          .put("area", region.getArea());
    }
    StageTimes stages = score.getStages();
    json.putObject("stages")
        .put("decodeMicros", stages.getDecodeMicros())
        .put("backboneMicros", stages.getBackboneMicros())
        .put("mahalanobisMicros", stages.getMahalanobisMicros())
        .put("mapMicros", stages.getMapMicros())
        .put("heatmapMicros", stages.getHeatmapMicros());
    ObjectNode attributes = json.putObject("attributes");
    score.getAttributes().forEach(attributes::put);
    return json;
  }

  private static Score score(JsonNode json) throws IOException {
    List<Region> regions = new ArrayList<>();
    for (JsonNode region : json.path("regions")) {
      regions.add(
          new Region(
              required(region, "x").asInt(),
              required(region, "y").asInt(),
              required(region, "width").asInt(),
              required(region, "height").asInt(),
              required(region, "peak").asDouble(),
              required(region, "area").asDouble()));
    }
    JsonNode stages = required(json, "stages");
    Map<String, String> attributes = new HashMap<>();
    json.path("attributes")
        .fields()
        .forEachRemaining(e -> attributes.put(e.getKey(), e.getValue().asText()));
    try {
      return new Score(
          required(json, "camera").asText(),
          required(json, "frameId").asText(),
          json.hasNonNull("sequence") ? json.get("sequence").asLong() : null,
          required(json, "inputTopic").asText(),
          required(json, "inputPartition").asInt(),
          required(json, "inputOffset").asLong(),
          Instant.parse(required(json, "capturedAt").asText()),
          Instant.parse(required(json, "scoredAt").asText()),
          required(json, "model").asText(),
          required(json, "modelVersion").asLong(),
          required(json, "score").asDouble(),
          required(json, "normalizedScore").asDouble(),
          required(json, "threshold").asDouble(),
          Verdict.valueOf(required(json, "verdict").asText()),
          required(json, "imageWidth").asInt(),
          required(json, "imageHeight").asInt(),
          regions,
          new StageTimes(
              required(stages, "decodeMicros").asLong(),
              required(stages, "backboneMicros").asLong(),
              required(stages, "mahalanobisMicros").asLong(),
              required(stages, "mapMicros").asLong(),
              required(stages, "heatmapMicros").asLong()),
          attributes);
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new IOException("the record is no score: " + e.getMessage(), e);
    }
  }

  private static JsonNode required(JsonNode json, String name) throws IOException {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      throw new IOException("the record is no score: it has no '" + name + "'");
    }
    return value;
  }
}

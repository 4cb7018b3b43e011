package org.mekiki.stream.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mekiki.config.choice.RecordFormat;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Region;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.RecordWriter;

/** How anomalies are written: for any language, or for those that read Avro. */
public enum AnomalyWriter implements RecordWriter<Anomaly> {
  /** schemas/anomaly.schema.json, the keys of schemas/anomaly.avsc; times in ISO 8601, UTC. */
  JSON("application/json", "anomaly.schema.json") {
    @Override
    public byte[] encode(Anomaly anomaly) {
      ObjectNode json = MAPPER.createObjectNode();
      json.put("camera", anomaly.getCamera());
      json.put("frameId", anomaly.getFrameId());
      json.put("inputTopic", anomaly.getInputTopic());
      json.put("inputPartition", anomaly.getInputPartition());
      json.put("inputOffset", anomaly.getInputOffset());
      json.put("capturedAt", anomaly.getCapturedAt().toString());
      json.put("model", anomaly.getModel());
      json.put("modelVersion", anomaly.getModelVersion());
      json.put("score", anomaly.getScore());
      json.put("normalizedScore", anomaly.getNormalizedScore());
      json.put("threshold", anomaly.getThreshold());
      json.put("imageWidth", anomaly.getImageWidth());
      json.put("imageHeight", anomaly.getImageHeight());
      ArrayNode regions = json.putArray("regions");
      for (Region region : anomaly.getRegions()) {
        ObjectNode node = regions.addObject();
        node.put("x", region.getX());
        node.put("y", region.getY());
        node.put("width", region.getWidth());
        node.put("height", region.getHeight());
        node.put("peak", region.getPeak());
        node.put("area", region.getArea());
      }
      ObjectNode attributes = json.putObject("attributes");
      anomaly.getAttributes().forEach(attributes::put);
      try {
        return MAPPER.writeValueAsBytes(json);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a JSON tree could not be written", e);
      }
    }
  },
  /** Avro single-object encoding. */
  AVRO("application/avro", "anomaly.avsc") {
    @Override
    public byte[] encode(Anomaly anomaly) {
      return AvroCodec.ANOMALY.encode(anomaly);
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String contentType;
  private final String schema;

  AnomalyWriter(String contentType, String schema) {
    this.contentType = contentType;
    this.schema = schema;
  }

  /** The one for a configured format. */
  public static AnomalyWriter of(RecordFormat format) {
    return switch (format) {
      case JSON -> JSON;
      case AVRO -> AVRO;
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
}

package org.mekiki.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model can see, as it is kept with the model: {@link DetectabilityJson} with the model's
 * checksum as {@code modelSha256} and the map of blind spots as {@code map}, a JPEG in base64 or
 * null. It is never more than {@value #MOST_BYTES} bytes.
 *
 * @param modelSha256 of the chunks of the model that was measured: a copy of that model sees the
 *     same, another one of the same name does not
 * @param figures without a picture
 * @param map the map of blind spots as JPEG; empty if no spot could be placed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record KeptDetectability(String modelSha256, Detectability figures, Optional<byte[]> map) {
  /** Largest record. A finer grid of places than fits is left out, and so is the map then. */
  public static final int MOST_BYTES = 200_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAP_SIDE = 320;

  public KeptDetectability {
    Objects.requireNonNull(modelSha256, "modelSha256");
    Objects.requireNonNull(figures, "figures");
    Objects.requireNonNull(map, "map");
  }

  /** What was measured, with a smaller map. */
  public static KeptDetectability of(String modelSha256, Detectability measured) {
    return new KeptDetectability(
        modelSha256, measured, measured.blindSpots().flatMap(spots -> spots.jpeg(MAP_SIDE)));
  }

  /** As a JSON object. */
  public ObjectNode json() {
    ObjectNode root = MAPPER.createObjectNode().put("modelSha256", modelSha256);
    root.setAll(DetectabilityJson.of(figures));
    map.ifPresentOrElse(jpeg -> root.put("map", jpeg), () -> root.putNull("map"));
    return root;
  }

  /** As bytes, at most {@link #MOST_BYTES} of them. */
  public byte[] toBytes() throws IOException {
    byte[] all = MAPPER.writeValueAsBytes(json());
    return all.length <= MOST_BYTES ? all : MAPPER.writeValueAsBytes(withoutPlaces().json());
  }

  private KeptDetectability withoutPlaces() {
    return new KeptDetectability(modelSha256, figures.withoutPlaces(), Optional.empty());
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is none, with what is wrong with it
   */
  public static KeptDetectability read(byte[] json) throws IOException {
    if (json.length > MOST_BYTES) {
      throw new IOException(json.length + " bytes are more than " + MOST_BYTES);
    }
    JsonNode root = MAPPER.readTree(json);
    if (!root.isObject()) {
      throw new IOException("it is not a JSON object");
    }
    try {
      JsonNode map = root.path("map");
      return new KeptDetectability(
          root.required("modelSha256").asText(),
          DetectabilityJson.read(root),
          map.isTextual() ? Optional.of(map.binaryValue()) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}

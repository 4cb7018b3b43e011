package org.mekiki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.text.Text;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;

/**
 * Manifests as JSON on one line: {@code kcat -C -t mekiki.models -p 0 | jq} shows them. Keys are
 * the records' components in camelCase and stable: adding one within a format version is allowed
 * and unknown ones are skipped; anything else is a new format version, which older programs refuse.
 */
public final class ManifestJson {
  /** Largest manifest, in bytes: one record under Kafka's default limits. */
  public static final int MAX_BYTES = Tiling.MAX_CHUNK_BYTES;

  private static final String GRAPH = "graph";
  private static final String VIEW = "view";
  private static final String TRAINING = "training";
  private static final String PICTURES = "pictures";
  private static final String LOOKS = "looks";
  private static final String CALIBRATION = "calibration";
  private static final String GOOD_FRAMES = "goodFrames";
  private static final String GROUPS = "groups";
  private static final String REACH = "reach";
  private static final String COMMON = "common";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addMixIn(Preprocessing.class, PreprocessingKeys.class)
          .addMixIn(GoodGroups.class, GroupList.class)
          .addModule(
              new SimpleModule()
                  .addSerializer(new ViewWriter())
                  .addDeserializer(Optional.class, new ViewReader())
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader()))
          .build();

  private ManifestJson() {}

  /**
   * As UTF-8 JSON.
   *
   * @throws IllegalArgumentException if it takes more than {@link #MAX_BYTES}
   */
  public static byte[] write(ModelManifest manifest) {
    byte[] json;
    try {
      ObjectNode tree = MAPPER.valueToTree(manifest);
      if (!manifest.graph().exists()) {
        tree.remove(GRAPH);
      }
      if (manifest.view().isEmpty()) {
        tree.remove(VIEW);
      }
      if (manifest.training().pictures().equals(TaughtPictures.UNKNOWN)) {
        ((ObjectNode) tree.get(TRAINING)).remove(PICTURES);
      }
      if (manifest.training().pictures().looks().equals(TaughtLooks.NONE)
          && tree.path(TRAINING).path(PICTURES) instanceof ObjectNode pictures) {
        pictures.remove(LOOKS);
      }
      if (manifest.calibration().goodFrames().equals(GoodFrames.NONE)
          && tree.get(CALIBRATION) instanceof ObjectNode calibration) {
        calibration.remove(GOOD_FRAMES);
      }
      if (!manifest.calibration().groups().exist()
          && tree.get(CALIBRATION) instanceof ObjectNode calibration) {
        calibration.remove(GROUPS);
      }
      if (manifest.calibration().common().share() == 0) {
        ((ObjectNode) tree.get(CALIBRATION)).remove(COMMON);
      }
      if (!manifest.calibration().groups().reach()) {
        tree.path(CALIBRATION).path(GROUPS).forEach(group -> ((ObjectNode) group).remove(REACH));
      }
      json = MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the manifest of " + manifest.label() + " is no JSON", e);
    }
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          Text.of(
              "the manifest of %s takes %d bytes; %d are valid: choose fewer dimensions, a smaller"
                  + " grid or larger tiles",
              manifest.label(), json.length, MAX_BYTES));
    }
    return json;
  }

  /**
   * Reads a manifest.
   *
   * @throws ModelRefusedException if it is of another format version, unreadable or contradicts
   *     itself
   */
  public static ModelManifest read(byte[] json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int format = tree.path("formatVersion").asInt(0);
      if (format < ModelManifest.WITHOUT_GRAPH || format > ModelManifest.FORMAT_VERSION) {
        throw unknownFormat(tree, format);
      }
      if (tree instanceof ObjectNode manifest) {
        if (format == ModelManifest.WITHOUT_GRAPH
            || format >= ModelManifest.WITH_VIEW && !manifest.has(GRAPH)) {
          manifest.set(GRAPH, MAPPER.valueToTree(PublishedGraph.NONE));
        }
        if (format < ModelManifest.WITH_VIEW
            || format >= ModelManifest.WITH_GROUPS && !manifest.has(VIEW)) {
          manifest.set(VIEW, MAPPER.createObjectNode());
        }
      }
      if (tree.get(TRAINING) instanceof ObjectNode training && !training.has(PICTURES)) {
        training.set(PICTURES, MAPPER.valueToTree(TaughtPictures.UNKNOWN));
      }
      if (tree.path(TRAINING).path(PICTURES) instanceof ObjectNode pictures
          && !pictures.has(LOOKS)) {
        pictures.set(LOOKS, MAPPER.valueToTree(TaughtLooks.NONE));
      }
      if (tree.get(CALIBRATION) instanceof ObjectNode calibration
          && !calibration.has(GOOD_FRAMES)) {
        calibration.set(GOOD_FRAMES, MAPPER.valueToTree(GoodFrames.NONE));
      }
      if (tree.get(CALIBRATION) instanceof ObjectNode calibration && !calibration.has(GROUPS)) {
        calibration.set(GROUPS, MAPPER.valueToTree(GoodGroups.NONE));
      }
      if (tree.get(CALIBRATION) instanceof ObjectNode calibration && !calibration.has(COMMON)) {
        calibration.set(COMMON, MAPPER.valueToTree(CommonDistance.NONE));
      }
      for (JsonNode group : tree.path(CALIBRATION).path(GROUPS)) {
        if (group instanceof ObjectNode fields && !fields.has(REACH)) {
          fields.put(REACH, GoodGroups.ANY_DISTANCE);
        }
      }
      return MAPPER.treeToValue(tree, ModelManifest.class);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.UNREADABLE_MANIFEST,
          "the manifest is unreadable: " + firstSentence(e),
          e);
    }
  }

  private static ModelRefusedException unknownFormat(JsonNode tree, int format) {
    String named = tree.path("model").asText("");
    String model = ModelKeys.legal(named) ? named : "?";
    if (format > ModelManifest.FORMAT_VERSION) {
      return new ModelRefusedException(
          ModelRefusedException.Reason.NEWER_FORMAT,
          Text.of(
              "model '%s' has manifest format %d; this program reads formats 1 to %d: update it or"
                  + " train the model with this one",
              model, format, ModelManifest.FORMAT_VERSION));
    }
    return new ModelRefusedException(
        ModelRefusedException.Reason.UNREADABLE_MANIFEST,
        Text.of(
            "this is not a manifest: its formatVersion is %s; this program reads formats 1 to %d",
            tree.path("formatVersion"), ModelManifest.FORMAT_VERSION));
  }

  private static String firstSentence(Exception e) {
    Throwable ours = e;
    while (ours instanceof JsonProcessingException && ours.getCause() != null) {
      ours = ours.getCause();
    }
    if (ours instanceof ArithmeticException) {
      return "its sizes are larger than any model's";
    }
    return ours instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(ours.getMessage());
  }

  /** Its checksum is written for others to compare by; here the values themselves count. */
  private interface PreprocessingKeys {
    @JsonProperty("sha256")
    String sha256();
  }

  /** Groups are written as their list. */
  private abstract static class GroupList {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    GroupList(@SuppressWarnings("unused") List<GoodGroups.Group> groups) {}

    @JsonValue
    abstract List<GoodGroups.Group> groups();
  }

  /** The only optional part of a manifest is its view. */
  private static final class ViewWriter extends StdSerializer<Optional<?>> {
    private static final long serialVersionUID = 1;

    ViewWriter() {
      super(Optional.class, false);
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeTree(
          value.isPresent() ? ViewJson.tree((View) value.get()) : MAPPER.createObjectNode());
    }
  }

  private static final class ViewReader extends StdDeserializer<Optional<?>> {
    private static final long serialVersionUID = 1;

    ViewReader() {
      super(Optional.class);
    }

    @Override
    public Optional<View> deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      JsonNode view = context.readTree(json);
      return view.isEmpty() ? Optional.empty() : Optional.of(ViewJson.read(view));
    }
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String text = json.getText();
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a time; 2026-01-31T12:00:00.000Z is, say", e);
      }
    }
  }
}

package org.mekiki.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.text.Text;

/**
 * A statement on which version of a model scores, to be signed like a manifest. Without it nobody
 * could tell a rollback from an old manifest that somebody wrote again, nor a deletion by its owner
 * from one by somebody else.
 *
 * <p>Of two statements that one counts which knows of the newer version, and among those of the
 * same newest version the one with the higher counter. So it depends on no clock whether a new
 * version counts, and a statement that is written again is an old one.
 *
 * @param version the one that scores; 0: the model is deleted
 * @param newest the highest version that there was; at least {@code version}
 * @param counter 0 for the version that was just published, above for what a person chose later
 */
public record CurrentVersion(String model, long version, long newest, long counter) {
  /** More digits than a version's key may have are none. */
  public static final long MOST = 999_999_999_999_999_999L;

  private static final String KIND = "statement";
  private static final String THIS_KIND = "current-version";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  public CurrentVersion {
    ModelKeys.check(model);
    if (version < 0 || version > newest || newest > MOST || counter < 0 || counter > MOST) {
      throw new IllegalArgumentException(
          Text.of(
              "version %s of %s with counter %s: 0 to the newest version, and numbers of at most"
                  + " 18 digits, are valid",
              version, newest, counter));
    }
  }

  /** What publishing a version says. */
  public static CurrentVersion published(ModelManifest manifest) {
    return new CurrentVersion(manifest.model(), manifest.version(), manifest.version(), 0);
  }

  /** Whether the model is deleted. */
  public boolean deleted() {
    return version == 0;
  }

  /** Whether this counts, and the other no longer. */
  public boolean supersedes(CurrentVersion other) {
    return newest > other.newest || newest == other.newest && counter > other.counter;
  }

  /** As JSON in UTF-8, for a record's value. */
  public byte[] toBytes() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put(KIND, THIS_KIND).put("model", model).put("version", version);
    json.put("newest", newest).put("counter", counter);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a statement. Keys that it does not know are skipped.
   *
   * @throws ModelRefusedException if it is none
   */
  public static CurrentVersion read(byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      if (json == null || !THIS_KIND.equals(json.path(KIND).asText())) {
        throw new IllegalArgumentException("it is not a statement on a current version");
      }
      return new CurrentVersion(
          json.path("model").asText(),
          number(json, "version"),
          number(json, "newest"),
          number(json, "counter"));
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelRefusedException(
          Reason.UNREADABLE_MANIFEST,
          "a statement on a model's current version is unreadable: "
              + (e instanceof JsonProcessingException json
                  ? json.getOriginalMessage()
                  : e.getMessage()),
          e);
    }
  }

  private static long number(JsonNode json, String key) {
    JsonNode number = json.path(key);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(key + " is " + number + ", which is not a whole number");
    }
    return number.longValue();
  }
}

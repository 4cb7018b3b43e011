package org.mekiki.stream.models;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.mekiki.model.ModelKeys;
import org.mekiki.model.ModelManifest;
import org.mekiki.text.Text;

/**
 * Layout of the compacted models topic.
 *
 * <table>
 *   <caption>Records, keys in ASCII</caption>
 *   <tr><td>{@code m/<model>}</td><td>manifest of the current version</td><td>partition 0</td></tr>
 *   <tr><td>{@code h/<model>/<version>}</td><td>manifest of each kept version</td>
 *       <td>partition 0</td></tr>
 *   <tr><td>{@code s/<model>}</td><td>signed statement on the current version ({@link
 *       org.mekiki.model.CurrentVersion}); none where models are not signed</td>
 *       <td>partition 0</td></tr>
 *   <tr><td>{@code d/<model>/<version>}</td><td>what the version can see, as measured by who taught
 *       it; maybe none</td><td>partition 0</td></tr>
 *   <tr><td>{@code c/<model>/<version>/<n>}</td><td>chunk</td>
 *       <td>1 + hash(model) mod (P − 1), 0 if P = 1</td></tr>
 * </table>
 *
 * <p>So a reader follows one small partition to know of every model, and reads gigabytes only of
 * the models that it wants. The hash is Kafka's murmur2 of the model's key, made positive. The
 * timestamp of chunks is their manifest's {@code createdAt}: a reader seeks to it.
 */
public final class ModelTopic {
  /** The partition of all manifests. */
  public static final int MANIFEST_PARTITION = 0;

  private static final Pattern KEY =
      Pattern.compile(
          "([mhsdc])/([A-Za-z0-9._-]{1,200})(?:/([1-9][0-9]{0,17}))?(?:/([0-9]{1,9}))?");

  private ModelTopic() {}

  /** What a record is. */
  public enum Kind {
    CURRENT,
    KEPT,
    STATEMENT,
    DETECTABILITY,
    CHUNK
  }

  /**
   * A parsed key.
   *
   * @param version 0 for {@link Kind#CURRENT} and {@link Kind#STATEMENT}
   * @param chunk −1 unless {@link Kind#CHUNK}
   */
  public record Key(Kind kind, String model, long version, int chunk) {
    public Key {
      ModelKeys.check(model);
      boolean ofAll = kind == Kind.CURRENT || kind == Kind.STATEMENT;
      boolean legalVersion = ofAll ? version == 0 : version >= 1;
      boolean legalChunk = kind == Kind.CHUNK ? chunk >= 0 : chunk == -1;
      if (!legalVersion || !legalChunk) {
        throw new IllegalArgumentException(
            Text.of("a %s key can't have version %d and chunk %d", kind, version, chunk));
      }
    }

    @Override
    public String toString() {
      return switch (kind) {
        case CURRENT -> "m/" + model;
        case KEPT -> "h/" + model + '/' + version;
        case STATEMENT -> "s/" + model;
        case DETECTABILITY -> "d/" + model + '/' + version;
        case CHUNK -> "c/" + model + '/' + version + '/' + chunk;
      };
    }

    /** As the record's key. */
    public byte[] bytes() {
      return toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The partition that it belongs on. */
    public int partition(int partitions) {
      return kind == Kind.CHUNK ? chunkPartition(model, partitions) : MANIFEST_PARTITION;
    }
  }

  /** Key of the current manifest. */
  public static Key current(String model) {
    return new Key(Kind.CURRENT, model, 0, -1);
  }

  /** Key of the signed statement on the current version. */
  public static Key statement(String model) {
    return new Key(Kind.STATEMENT, model, 0, -1);
  }

  /** Key of a kept manifest. */
  public static Key kept(String model, long version) {
    return new Key(Kind.KEPT, model, version, -1);
  }

  /** Key of what a version can see. */
  public static Key detectability(String model, long version) {
    return new Key(Kind.DETECTABILITY, model, version, -1);
  }

  public static Key chunk(String model, long version, int chunk) {
    return new Key(Kind.CHUNK, model, version, chunk);
  }

  /** Reads a key; empty if it is none of this topic's. */
  public static Optional<Key> parse(byte[] key) {
    if (key == null) {
      return Optional.empty();
    }
    Matcher matcher = KEY.matcher(new String(key, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean hasVersion = matcher.group(3) != null;
    boolean hasChunk = matcher.group(4) != null;
    String model = matcher.group(2);
    return switch (matcher.group(1)) {
      case "m" -> hasVersion || hasChunk ? Optional.empty() : Optional.of(current(model));
      case "s" -> hasVersion || hasChunk ? Optional.empty() : Optional.of(statement(model));
      case "h" ->
          hasVersion && !hasChunk
              ? Optional.of(kept(model, Long.parseLong(matcher.group(3))))
              : Optional.empty();
      case "d" ->
          hasVersion && !hasChunk
              ? Optional.of(detectability(model, Long.parseLong(matcher.group(3))))
              : Optional.empty();
      default ->
          hasVersion && hasChunk
              ? Optional.of(
                  chunk(
                      model, Long.parseLong(matcher.group(3)), Integer.parseInt(matcher.group(4))))
              : Optional.empty();
    };
  }

  /** The partition of a model's chunks. */
  public static int chunkPartition(String model, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions: at least 1 is valid");
    }
    if (partitions == 1) {
      return MANIFEST_PARTITION;
    }
    int hash = Utils.toPositive(Utils.murmur2(model.getBytes(StandardCharsets.US_ASCII)));
    return 1 + hash % (partitions - 1);
  }

  /** Keys whose tombstones delete a version: its kept manifest first, its chunks last. */
  public static List<Key> keysOf(ModelManifest manifest) {
    return keysOf(manifest.model(), manifest.version(), manifest.chunks().count());
  }

  /** As the other one, for a version of this many chunks. */
  public static List<Key> keysOf(String model, long version, int chunks) {
    List<Key> keys = new ArrayList<>(chunks + 2);
    keys.add(kept(model, version));
    keys.add(detectability(model, version));
    for (int n = 0; n < chunks; n++) {
      keys.add(chunk(model, version, n));
    }
    return keys;
  }

  /**
   * The topic's settings.
   *
   * <ul>
   *   <li>{@code segment.ms} 1 h: the active segment is never compacted, a quiet topic's would stay
   *       for a week.
   *   <li>{@code min.cleanable.dirty.ratio} 0.1: deleted versions are gigabytes, cleaning is cheap.
   *   <li>{@code min.compaction.lag.ms} 1 h: longer than publishing takes.
   *   <li>{@code delete.retention.ms} 24 h: a tombstone stays longer than the slowest read from the
   *       beginning, or a reader would serve a deleted model.
   *   <li>{@code compression.type} producer: whitening factors don't compress, the producer says
   *       so.
   *   <li>{@code message.timestamp.type} CreateTime: chunks are sought by {@code createdAt}.
   * </ul>
   */
  public static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cleanup.policy", "compact");
    settings.put("segment.ms", millis(Duration.ofHours(1)));
    settings.put("min.cleanable.dirty.ratio", "0.1");
    settings.put("min.compaction.lag.ms", millis(Duration.ofHours(1)));
    settings.put("delete.retention.ms", millis(Duration.ofHours(24)));
    settings.put("compression.type", "producer");
    settings.put("message.timestamp.type", "CreateTime");
    return settings;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}

package org.mekiki.stream.models;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on the models topic, as far as partition 0 tells: of each model the current version and
 * the versions kept for rollback. A snapshot, immutable.
 */
public final class ModelCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Longer than brokers take to end a transaction on all of its partitions. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  /** Longer than what training's transactions may take. */
  private static final Duration TRANSACTIONS_END = Duration.ofSeconds(90);

  private final Map<String, SignedManifest> current = new TreeMap<>();
  private final Map<String, NavigableMap<Long, SignedManifest>> kept = new TreeMap<>();
  private final Map<String, SignedManifest> statements = new TreeMap<>();
  private final Map<ModelTopic.Key, byte[]> detectability = new HashMap<>();

  ModelCatalog() {}

  /**
   * Reads the topic's first partition to its end. What is being committed while it begins is
   * awaited: the partitions of a transaction are ended one after the other, so that somebody may
   * know of a version that is not to be seen here yet.
   *
   * @param client what all Kafka clients have in common: {@code bootstrap.servers}, security
   * @throws ModelTopicException if it can't be read
   */
  public static ModelCatalog read(Map<String, ?> client, String topic) {
    return read(client, topic, MOMENT);
  }

  /**
   * The same.
   *
   * @param patience with transactions that somebody left open; without what they wrote then
   */
  static ModelCatalog read(Map<String, ?> client, String topic, Duration patience) {
    try (Consumer<byte[], byte[]> everything = ModelClients.chunks(client);
        Consumer<byte[], byte[]> committed = ModelClients.manifests(client)) {
      ModelClients.partitions(everything, topic);
      ModelCatalog catalog = new ModelCatalog();
      catalog.read(committed, topic, end(everything, topic), patience);
      return catalog;
    } catch (KafkaException e) {
      throw new ModelTopicException("topic '" + topic + "' can't be read: " + e.getMessage(), e);
    }
  }

  /** Reads what is committed. */
  static ModelCatalog read(Consumer<byte[], byte[]> consumer, String topic) {
    return read(consumer, topic, -1);
  }

  /**
   * The same, with all transactions that had begun when the record at this offset was written: they
   * are waited for.
   *
   * @throws ModelTopicException if they don't end
   */
  static ModelCatalog read(Consumer<byte[], byte[]> consumer, String topic, long through) {
    ModelClients.partitions(consumer, topic);
    ModelCatalog catalog = new ModelCatalog();
    if (!catalog.read(consumer, topic, through + 1, TRANSACTIONS_END)) {
      throw new ModelTopicException(
          Text.of(
              "a transaction on topic '%s' has not ended for %d s: 'kafka-transactions.sh"
                  + " find-hanging' names it",
              topic, TRANSACTIONS_END.toSeconds()),
          null);
    }
    return catalog;
  }

  /** Whether all before this offset could be read; if not, what is committed has been. */
  private boolean read(
      Consumer<byte[], byte[]> consumer, String topic, long before, Duration patience) {
    TopicPartition partition = ModelClients.manifestPartition(topic);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long committed = end(consumer, topic);
    long enough = System.nanoTime() + patience.toNanos();
    while (consumer.position(partition) < Math.max(committed, before)) {
      consumer.poll(POLL).forEach(this::apply);
      if (System.nanoTime() > enough && consumer.position(partition) >= committed) {
        return consumer.position(partition) >= before;
      }
    }
    return true;
  }

  private static long end(Consumer<byte[], byte[]> consumer, String topic) {
    TopicPartition partition = ModelClients.manifestPartition(topic);
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /** All models that have a current version or a kept one. */
  public SortedSet<String> models() {
    SortedSet<String> models = new TreeSet<>(current.keySet());
    models.addAll(kept.keySet());
    return Collections.unmodifiableSortedSet(models);
  }

  /** The version that scores; empty also if its manifest can't be read, see {@link #unreadable}. */
  public Optional<ModelManifest> current(String model) {
    return Optional.ofNullable(current.get(model)).flatMap(ModelCatalog::parse);
  }

  /** Manifests of the versions that are kept, the current one among them, oldest first. */
  public List<ModelManifest> kept(String model) {
    return versions(model).values().stream()
        .map(ModelCatalog::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  /** One of the kept versions. */
  public Optional<ModelManifest> kept(String model, long version) {
    return keptAsPublished(model, version).flatMap(ModelCatalog::parse);
  }

  /** What a rollback goes to: the newest kept version that is older than the current one. */
  public Optional<ModelManifest> previous(String model) {
    long version = current(model).map(ModelManifest::version).orElse(Long.MAX_VALUE);
    List<ModelManifest> older =
        kept(model).stream().filter(manifest -> manifest.version() < version).toList();
    return older.isEmpty() ? Optional.empty() : Optional.of(older.get(older.size() - 1));
  }

  /**
   * Why there is no such model, or no such version of it: none was published, or this release can't
   * read it. A sentence with what there is.
   *
   * @param version empty for the current one
   */
  public String missing(String model, Optional<Long> version) {
    String record = version.map(v -> "h/" + model + "/" + v).orElse("m/" + model);
    String unreadable = unreadable().get(record);
    if (unreadable != null) {
      return "the manifest " + record + " can't be read: " + unreadable;
    }
    if (models().isEmpty()) {
      return "there is no model '" + model + "'; no model has been published";
    }
    if (!models().contains(model)) {
      return "there is no model '" + model + "'; valid: " + String.join(", ", models());
    }
    return Text.of(
        "model '%s' has no %s; %s",
        model,
        version.map(v -> "version " + v).orElse("current version"),
        keptVersionsInWords(model));
  }

  /** {@code versions 2 and 3 are kept, 3 is current}. */
  String keptVersionsInWords(String model) {
    List<String> kept = keptVersions(model).stream().map(String::valueOf).toList();
    String now =
        current(model).map(m -> ", " + m.version() + " is current").orElse(", none is current");
    return switch (kept.size()) {
      case 0 -> "no version is kept" + now;
      case 1 -> "only version " + kept.get(0) + " is kept" + now;
      default -> "versions " + String.join(" and ", kept) + " are kept" + now;
    };
  }

  /** Version of the next model of this key: one above all that are known. */
  public long nextVersion(String model) {
    NavigableMap<Long, SignedManifest> versions = versions(model);
    long newest = versions.isEmpty() ? 0 : versions.lastKey();
    long stated = statement(model).map(CurrentVersion::newest).orElse(0L);
    long current = current(model).map(ModelManifest::version).orElse(0L);
    return 1 + Math.max(Math.max(newest, stated), current);
  }

  /** What was last stated on the current version, whether or not anybody trusted has signed it. */
  Optional<CurrentVersion> statement(String model) {
    try {
      return Optional.ofNullable(statements.get(model))
          .map(statement -> CurrentVersion.read(statement.json()));
    } catch (ModelRefusedException e) {
      return Optional.empty();
    }
  }

  /** Manifests that can't be read: key → why. */
  public SortedMap<String, String> unreadable() {
    SortedMap<String, String> reasons = new TreeMap<>();
    current.forEach((model, m) -> addReason(reasons, ModelTopic.current(model), m));
    kept.forEach(
        (model, versions) ->
            versions.forEach((v, m) -> addReason(reasons, ModelTopic.kept(model, v), m)));
    return reasons;
  }

  /** Numbers of the versions that are kept, readable or not. */
  public List<Long> keptVersions(String model) {
    return new ArrayList<>(versions(model).keySet());
  }

  /** The current manifest with its signature, readable or not. */
  public Optional<SignedManifest> currentAsPublished(String model) {
    return Optional.ofNullable(current.get(model));
  }

  /** A kept manifest with its signature, readable or not. */
  public Optional<SignedManifest> keptAsPublished(String model, long version) {
    return Optional.ofNullable(versions(model).get(version));
  }

  /**
   * What somebody measured that a kept version can see, as JSON; nobody has verified that it is of
   * this version.
   */
  public Optional<byte[]> detectability(String model, long version) {
    return versions(model).containsKey(version)
        ? Optional.ofNullable(detectability.get(ModelTopic.detectability(model, version)))
        : Optional.empty();
  }

  /**
   * Versions that are gone, and of which it is still said what they can see: programs that don't
   * know such records delete a version without them.
   */
  List<Long> orphans(String model) {
    return detectability.keySet().stream()
        .filter(key -> key.model().equals(model))
        .map(ModelTopic.Key::version)
        .filter(version -> !versions(model).containsKey(version))
        .toList();
  }

  private NavigableMap<Long, SignedManifest> versions(String model) {
    return kept.getOrDefault(model, new TreeMap<>());
  }

  void apply(ConsumerRecord<byte[], byte[]> record) {
    ModelTopic.parse(record.key()).ifPresent(key -> apply(key, record));
  }

  private void apply(ModelTopic.Key key, ConsumerRecord<byte[], byte[]> record) {
    boolean deleted = record.value() == null;
    switch (key.kind()) {
      case CURRENT -> {
        if (deleted) {
          current.remove(key.model());
        } else {
          current.put(key.model(), Signatures.read(record));
        }
      }
      case KEPT -> {
        NavigableMap<Long, SignedManifest> versions =
            kept.computeIfAbsent(key.model(), model -> new TreeMap<>());
        if (deleted) {
          versions.remove(key.version());
        } else {
          versions.put(key.version(), Signatures.read(record));
        }
        if (versions.isEmpty()) {
          kept.remove(key.model());
        }
      }
      case STATEMENT -> {
        if (deleted) {
          statements.remove(key.model());
        } else {
          statements.put(key.model(), Signatures.read(record));
        }
      }
      case DETECTABILITY -> {
        if (deleted || isTooLarge(record)) {
          detectability.remove(key);
        } else {
          detectability.put(key, record.value());
        }
      }
      case CHUNK -> {
        // On partition 0 only if there is no other.
      }
    }
  }

  /** Readers refuse it, and it would stay in memory for as long as its version is kept. */
  private static boolean isTooLarge(ConsumerRecord<byte[], byte[]> record) {
    int bytes = record.value().length;
    boolean tooLarge = bytes > ModelArchive.MAX_DETECTABILITY_BYTES;
    if (tooLarge) {
      LOG.warn(
          "{}-{} at offset {} is left out: {} bytes, at most {} are valid",
          record.topic(),
          record.partition(),
          record.offset(),
          bytes,
          ModelArchive.MAX_DETECTABILITY_BYTES);
    }
    return tooLarge;
  }

  private static Optional<ModelManifest> parse(SignedManifest signed) {
    try {
      return Optional.of(signed.read());
    } catch (ModelRefusedException e) {
      return Optional.empty();
    }
  }

  private static void addReason(
      Map<String, String> reasons, ModelTopic.Key key, SignedManifest signed) {
    try {
      signed.read();
    } catch (ModelRefusedException e) {
      reasons.put(key.toString(), e.getMessage());
    }
  }
}

package org.mekiki.stream.models;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.mekiki.model.Calibration;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.SignedManifest;
import org.mekiki.model.TrainingFacts;
import org.mekiki.model.chunk.ChunkSource;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Text;

/**
 * Writes whole models to the models topic: imports, rollbacks, deletions.
 *
 * <p>A model's chunks go first, in transactions of some megabytes; then, in one transaction, its
 * manifest and the tombstones of what it makes obsolete: all versions but the one that was current.
 * So readers see a model when all of it is there, or never.
 *
 * <p>A writer of a model fences those who write the same one from elsewhere. Training, which writes
 * with producers of its own, is not fenced: should both take the same version, the checksums don't
 * match and readers keep what they have.
 *
 * <p>Thread-safe; each call opens clients of its own.
 */
public final class ModelTopicWriter {
  private static final long TRANSACTION_BYTES = 16_000_000;

  private final Map<String, Object> client;
  private final String topic;
  private final ManifestSigner signer;
  private final Clock clock;
  private final Statements statements;

  /**
   * @param client what all Kafka clients have in common: {@code bootstrap.servers}, security
   * @param clock gives a version's time
   */
  public ModelTopicWriter(
      Map<String, Object> client, String topic, ManifestSigner signer, Clock clock) {
    this.client = Map.copyOf(client);
    this.topic = topic;
    this.signer = signer;
    this.clock = clock;
    this.statements = new Statements(signer, clock);
  }

  /** Signs nothing. */
  public ModelTopicWriter(Map<String, Object> client, String topic) {
    this(client, topic, ManifestSigner.NONE, Clock.systemUTC());
  }

  /**
   * Publishes a model as its key's next version.
   *
   * @return its manifest
   * @throws ModelTopicException if Kafka fails
   */
  public ModelManifest publish(
      String model,
      PadimModel numbers,
      Precision precision,
      TrainingFacts training,
      Calibration calibration) {
    ModelChunks chunks = ModelChunks.of(numbers, precision);
    try {
      return publish(
          model, chunks.manifest(model, 1, clock.instant(), training, calibration), chunks);
    } catch (IOException e) {
      throw new IllegalStateException("chunks in memory can always be read", e);
    }
  }

  /**
   * Publishes an existing model as its key's next version.
   *
   * @param model key, which may be another than in the manifest
   * @param existing its manifest; key, version and time are made anew
   * @return its manifest
   * @throws ModelRefusedException if a chunk is not the manifest's; nothing is published then
   * @throws ModelTopicException if Kafka fails
   * @throws IOException if a chunk can't be read
   */
  public ModelManifest publish(String model, ModelManifest existing, ChunkSource chunks)
      throws IOException {
    return publish(model, existing, chunks, Optional.empty());
  }

  /**
   * The same.
   *
   * @param detectability what it can see, as JSON, if that is known
   */
  public ModelManifest publish(
      String model, ModelManifest existing, ChunkSource chunks, Optional<byte[]> detectability)
      throws IOException {
    ModelTopic.Key key = ModelTopic.current(model);
    try (Session session = open(key.model())) {
      Instant now = clock.instant();
      long version = session.catalog.nextVersion(model);
      ModelManifest manifest = existing.republished(model, version, now);
      byte[] json = ManifestJson.write(manifest);
      try {
        sendChunks(session, manifest, chunks);
      } catch (IOException | RuntimeException e) {
        session.discard(manifest);
        throw e;
      }
      session.transaction(
          () -> {
            detectability.ifPresent(
                seen ->
                    session.send(
                        ModelTopic.detectability(model, version),
                        seen,
                        null,
                        manifest.createdAt()));
            sendManifest(session, manifest, json);
          });
      return manifest;
    } catch (KafkaException e) {
      throw failed("model '" + model + "' can't be published", e);
    }
  }

  /**
   * Makes the previous version current again.
   *
   * @return its manifest
   * @throws ModelTopicException if there is none, or Kafka fails
   */
  public ModelManifest rollback(String model) {
    return rollback(model, Optional.empty());
  }

  /** Makes a kept version current again. */
  public ModelManifest rollback(String model, long version) {
    return rollback(model, Optional.of(version));
  }

  /**
   * Deletes all versions of a model.
   *
   * @throws ModelTopicException if there is no such model, or Kafka fails
   */
  public void delete(String model) {
    try (Session session = open(model)) {
      if (!session.catalog.models().contains(model)) {
        throw new ModelTopicException(session.catalog.missing(model, Optional.empty()), null);
      }
      session.transaction(
          () -> {
            Instant now = clock.instant();
            statements.choose(session, model, 0);
            session.send(ModelTopic.current(model), null, null, now);
            session.catalog.keptVersions(model).forEach(v -> sendTombstones(session, model, v));
            forgetOrphans(session, model, now);
          });
    } catch (KafkaException e) {
      throw failed("model '" + model + "' can't be deleted", e);
    }
  }

  private ModelManifest rollback(String model, Optional<Long> wanted) {
    try (Session session = open(model)) {
      ModelCatalog catalog = session.catalog;
      Optional<ModelManifest> target =
          wanted.isPresent() ? catalog.kept(model, wanted.get()) : catalog.previous(model);
      ModelManifest manifest =
          target.orElseThrow(
              () -> new ModelTopicException(nothingToGoTo(model, wanted, catalog), null));
      SignedManifest published = catalog.keptAsPublished(model, manifest.version()).orElseThrow();
      requireStillThere(session, manifest, makeCurrent(session, model, published));
      return manifest;
    } catch (KafkaException e) {
      throw failed("model '" + model + "' can't be rolled back", e);
    }
  }

  /**
   * Training waits for nobody. If it published at the same moment, it may have deleted the version
   * that was gone back to: then the newest one that is there becomes current again.
   *
   * @param at offset of the record that made the version current
   * @throws ModelTopicException if the version is not current, or not there
   */
  private void requireStillThere(Session session, ModelManifest target, long at) {
    String model = target.model();
    ModelCatalog now;
    try (Consumer<byte[], byte[]> consumer = ModelClients.manifests(client)) {
      now = ModelCatalog.read(consumer, topic, at);
    }
    List<Long> kept = now.keptVersions(model);
    long currentNow = now.current(model).map(ModelManifest::version).orElse(0L);
    boolean current = currentNow == target.version();
    if (current && kept.contains(target.version()) || kept.isEmpty()) {
      return;
    }
    long newest = kept.get(kept.size() - 1);
    if (current) {
      makeCurrent(session, model, now.keptAsPublished(model, newest).orElseThrow());
    }
    throw new ModelTopicException(
        Text.of(
            "%s can't be gone back to: version %d was published at the same moment and is current;"
                + " kept are the versions %s, so roll back once more if that is still wanted",
            target.label(), newest, kept),
        null);
  }

  private long makeCurrent(Session session, String model, SignedManifest manifest) {
    Runnable statement =
        () -> {
          statements.choose(session, model, manifest.version());
          forgetOrphans(session, model, clock.instant());
        };
    return session.makeCurrent(model, manifest, statement, clock);
  }

  private static String nothingToGoTo(String model, Optional<Long> wanted, ModelCatalog catalog) {
    return wanted.isPresent() || !catalog.models().contains(model)
        ? "not rolled back: " + catalog.missing(model, wanted)
        : Text.of(
            "model '%s' has no older version to go back to: %s",
            model, catalog.keptVersionsInWords(model));
  }

  private void sendChunks(Session session, ModelManifest manifest, ChunkSource chunks)
      throws IOException {
    int count = manifest.chunks().count();
    int next = 0;
    while (next < count) {
      session.begin();
      for (long bytes = 0; next < count && bytes < TRANSACTION_BYTES; next++) {
        byte[] chunk = manifest.checked(next, chunks.chunk(next));
        session.send(
            ModelTopic.chunk(manifest.model(), manifest.version(), next),
            chunk,
            null,
            manifest.createdAt());
        bytes += chunk.length;
      }
      session.commit();
    }
  }

  private void sendManifest(Session session, ModelManifest manifest, byte[] json) {
    String model = manifest.model();
    Optional<Long> former = session.catalog.current(model).map(ModelManifest::version);
    byte[] signature = signer.sign(json);
    Instant time = manifest.createdAt();
    statements.send(session, CurrentVersion.published(manifest));
    session.send(ModelTopic.kept(model, manifest.version()), json, signature, time);
    session.send(ModelTopic.current(model), json, signature, time);
    session.catalog.keptVersions(model).stream()
        .filter(version -> former.isEmpty() || !former.get().equals(version))
        .forEach(version -> sendTombstones(session, model, version));
    forgetOrphans(session, model, time);
  }

  private static void forgetOrphans(Session session, String model, Instant now) {
    for (long version : session.catalog.orphans(model)) {
      session.send(ModelTopic.detectability(model, version), null, null, now);
    }
  }

  private void sendTombstones(Session session, String model, long version) {
    Instant now = clock.instant();
    session
        .catalog
        .kept(model, version)
        .map(ModelTopic::keysOf)
        .orElseGet(() -> ModelTopic.keysOf(model, version, 0))
        .forEach(key -> session.send(key, null, null, now));
  }

  private Session open(String model) {
    ModelTopic.current(model);
    try (Consumer<byte[], byte[]> consumer = ModelClients.manifests(client)) {
      int partitions = ModelClients.partitions(consumer, topic);
      Producer<byte[], byte[]> producer = ModelClients.producer(client, topic, model);
      try {
        producer.initTransactions();
        // Only now, when nobody else can write this model any more.
        return new Session(producer, topic, partitions, ModelCatalog.read(consumer, topic));
      } catch (RuntimeException e) {
        producer.close();
        throw e;
      }
    } catch (KafkaException e) {
      throw failed("model '" + model + "' can't be written", e);
    }
  }

  private ModelTopicException failed(String what, KafkaException e) {
    String why =
        isFenced(e)
            ? "someone else is writing the same model at this moment"
            : String.valueOf(e.getMessage());
    return new ModelTopicException(what + " on topic '" + topic + "': " + why, e);
  }

  private static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException
        || e.getCause() != null && isFenced(e.getCause());
  }
}

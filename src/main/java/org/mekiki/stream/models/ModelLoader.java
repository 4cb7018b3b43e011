package org.mekiki.stream.models;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.SignedManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be served, by partition 0, and the way there: verify, load off to the side, swap. For
 * the reader's thread only.
 */
final class ModelLoader<M> {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

  private final Predicate<String> wanted;
  private final boolean eager;
  private final ModelAssembler assembler;
  private final ManifestVerifier verifier;
  private final ModelRepository<M> repository;
  private final ModelEvents events;

  private final Map<String, SignedManifest> current = new HashMap<>();
  private final Set<String> pending = new LinkedHashSet<>();
  private final Set<String> requested = new HashSet<>();

  /** Models whose last try to read them failed: they wait behind the others, asked for or not. */
  private final Set<String> unread = new HashSet<>();

  private final Set<String> knownBefore = new HashSet<>();
  private boolean scanned;

  /** Null where unsigned models are taken: then the last record counts. */
  private final TrustedModels trusted;

  /** What came last under {@code m/MODEL}, whether or not it is trusted; null for a deletion. */
  private final Map<String, SignedManifest> last = new HashMap<>();

  /** Of keys whose last record is refused; what came before it is history. */
  private final Map<ModelTopic.Key, ModelRefusedException> refusals = new HashMap<>();

  ModelLoader(
      ReaderSettings settings,
      ModelAssembler assembler,
      ManifestVerifier verifier,
      ModelRepository<M> repository,
      ModelEvents events) {
    this.wanted = settings.wanted();
    this.eager = settings.eager();
    this.assembler = assembler;
    this.verifier = verifier;
    this.repository = repository;
    this.events = events;
    this.trusted =
        verifier.takesOnlySigned()
            ? new TrustedModels(verifier, new TrustMemory(settings.state()))
            : null;
  }

  /** Forgets the manifests, to read them again from the beginning; what is served stays. */
  void restart() {
    knownBefore.addAll(current.keySet());
    current.clear();
    pending.clear();
    scanned = false;
    if (trusted != null) {
      trusted.restart();
      last.clear();
      refusals.clear();
    }
  }

  /** All manifests that were there at the start have been applied. */
  void scanned() {
    scanned = true;
    if (trusted != null) {
      trusted.scanned();
      Set<String> models = new TreeSet<>(last.keySet());
      trusted.models().stream().filter(wanted).forEach(models::add);
      models.forEach(this::settle);
    }
    // Frames wait for those that are still to be loaded.
    pending.forEach(repository::announce);
    knownBefore.removeAll(current.keySet());
    knownBefore.forEach(repository::remove);
    knownBefore.clear();
  }

  /** Takes note of a record of partition 0. */
  void apply(ConsumerRecord<byte[], byte[]> record) {
    Optional<ModelTopic.Key> key = ModelTopic.parse(record.key());
    if (key.isEmpty() || !wanted.test(key.get().model())) {
      return;
    }
    if (trusted != null) {
      applyTrusted(key.get(), record);
    } else if (key.get().kind() == ModelTopic.Kind.CURRENT) {
      applyLast(key.get().model(), record);
    }
  }

  private void applyLast(String model, ConsumerRecord<byte[], byte[]> record) {
    pending.remove(model);
    if (record.value() != null) {
      current.put(model, Signatures.read(record));
      pending.add(model);
      return;
    }
    deleted(model);
  }

  private void deleted(String model) {
    current.remove(model);
    pending.remove(model);
    if (scanned) {
      repository.remove(model);
    } else {
      knownBefore.add(model);
    }
  }

  private void applyTrusted(ModelTopic.Key key, ConsumerRecord<byte[], byte[]> record) {
    String model = key.model();
    trusted
        .apply(key, record)
        .ifPresentOrElse(refusal -> refusals.put(key, refusal), () -> refusals.remove(key));
    if (key.kind() == ModelTopic.Kind.CURRENT) {
      last.put(model, record.value() == null ? null : Signatures.read(record));
    }
    if (scanned) {
      settle(model);
    }
  }

  /** Goes by what is trusted of a model; by what came last only to say why it is refused. */
  private void settle(String model) {
    ModelRefusedException statement = refusals.remove(ModelTopic.statement(model));
    ModelRefusedException manifest = refusals.remove(ModelTopic.current(model));
    ModelRefusedException refusal = statement == null ? manifest : statement;
    Optional<SignedManifest> target = trusted.manifest(model);
    if (target.isPresent()) {
      if (current.get(model) != target.get()) {
        current.put(model, target.get());
        pending.remove(model);
        pending.add(model);
      }
      if (refusal != null) {
        refusedChange(model, refusal);
      }
    } else if (trusted.knows(model)) {
      if (refusal != null) {
        refusedChange(model, refusal);
      }
      if (trusted.deleted(model)) {
        deleted(model);
      } // else its manifest is still to come
    } else if (last.get(model) == null) {
      deleted(model);
    } else if (current.get(model) != last.get(model)) {
      current.put(model, last.get(model)); // is refused when it is its turn
      pending.remove(model);
      pending.add(model);
    }
  }

  private void refusedChange(String model, ModelRefusedException e) {
    LOG.warn(
        "a change of model '{}' is refused ({}): {}. {}",
        model,
        e.reason(),
        e.getMessage(),
        trusted
            .manifest(model)
            .map(stays -> "Version " + stays.version() + " stays current.")
            .orElse("Nothing changes."));
    SignedManifest refused = last.get(model);
    events.refused(model, refused == null ? 0 : refused.version(), e);
  }

  /** Whether there is nothing left to load. */
  boolean idle() {
    for (String model : repository.takeRequests()) {
      if (current.containsKey(model)) {
        requested.add(model);
        pending.add(model);
      }
    }
    return pending.isEmpty();
  }

  /**
   * Loads one model: the one that has waited longest of those that frames ask for, or of all if
   * there is none. A model that is refused is done with; one that could not be read waits again,
   * behind the others.
   *
   * @param refresh applies what has come on partition 0 meanwhile
   */
  void loadNext(ModelDownload download, Runnable refresh) {
    String model = next();
    SignedManifest signed = current.get(model);
    try {
      load(model, signed, download);
    } catch (ModelRefusedException e) {
      refresh.run();
      // Chunks of a superseded version are deleted: no reason to complain of them.
      if (current.get(model) == signed) {
        refused(model, signed, e);
      }
    } catch (KafkaException e) {
      pending.remove(model);
      pending.add(model);
      unread.add(model);
      throw e;
    }
    unread.remove(model);
    if (current.get(model) == signed) {
      pending.remove(model);
      requested.remove(model);
    }
  }

  private String next() {
    return pending.stream()
        .filter(model -> requested.contains(model) && !unread.contains(model))
        .findFirst()
        .orElseGet(() -> pending.iterator().next());
  }

  private void load(String model, SignedManifest signed, ModelDownload download) {
    long start = System.nanoTime();
    ModelManifest manifest = Signatures.verified(model, signed, verifier);
    if (repository.manifest(model).filter(manifest::equals).isPresent()) {
      return;
    }
    assembler.check(manifest);
    repository.checkFits(manifest);
    repository.announce(model);
    if (!due(manifest)) {
      repository.offer(model);
      LOG.info("{} will be loaded when a frame asks for it", manifest.label());
      return;
    }
    try {
      if (!making(manifest, () -> repository.recall(manifest, since(start)))) {
        VerifiedModel verified = download.fetch(manifest, assembler);
        making(
            manifest,
            () -> {
              repository.put(verified, since(start));
              return true;
            });
      }
    } catch (OutOfMemoryError e) {
      throw new ModelRefusedException(
          Reason.TOO_LARGE,
          Text.of(
              "%s takes %d bytes of memory, more than there is: raise -Xmx or lower the memory for"
                  + " models",
              manifest.label(), manifest.memoryBytes()),
          e);
    }
    LOG.info(
        "{} is served, {} MB on the topic, {} s",
        manifest.label(),
        manifest.chunks().totalBytes() / 1_000_000,
        Text.of("%.1f", (System.nanoTime() - start) / 1e9));
  }

  private boolean due(ModelManifest manifest) {
    return requested.contains(manifest.model())
        || repository.manifest(manifest.model()).isPresent()
        || eager && repository.hasRoomFor(manifest);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static boolean making(ModelManifest manifest, BooleanSupplier work) {
    try {
      return work.getAsBoolean();
    } catch (ModelRefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ModelRefusedException(
          Reason.UNUSABLE,
          "no scorer can be made of " + manifest.label() + ": " + e.getMessage(),
          e);
    }
  }

  private void refused(String model, SignedManifest signed, ModelRefusedException e) {
    Optional<ModelManifest> served = repository.manifest(model);
    repository.refuse(
        model,
        Text.of("version %d was refused (%s): %s", signed.version(), e.reason(), e.getMessage()));
    LOG.warn(
        "model '{}' refused ({}): {}. {}",
        model,
        e.reason(),
        e.getMessage(),
        served
            .map(manifest -> "Version " + manifest.version() + " keeps scoring.")
            .orElse("No version of it is served."));
    events.refused(model, signed.version(), e);
  }
}

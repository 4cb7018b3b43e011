package org.mekiki.stream.models;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.mekiki.model.CurrentVersion;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.SignedManifest;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of each model is current by the word of those who are trusted, whatever others
 * write to the topic. For the reader's thread only.
 *
 * <p>Two kinds of record say which version is current: a signed manifest under {@code m/MODEL},
 * which says so of a version that is newer than all before, and a signed {@link CurrentVersion}
 * under {@code s/MODEL}, which may name an older version or delete the model. What is older than
 * what is known is a replay. Where neither is there, the newest signed manifest under {@code
 * h/MODEL/VERSION} counts: somebody took the others away.
 *
 * <p>What it knows it keeps in a folder ({@link TrustMemory}), so that neither a restart nor the
 * topic's compaction makes it forget.
 */
final class TrustedModels {
  private static final Logger LOG = LoggerFactory.getLogger(TrustedModels.class);

  private final ManifestVerifier verifier;
  private final TrustMemory memory;
  private final Map<String, CurrentVersion> current = new HashMap<>();
  private final Map<String, NavigableMap<Long, SignedManifest>> manifests = new HashMap<>();
  private boolean scanned;

  TrustedModels(ManifestVerifier verifier, TrustMemory memory) {
    this.verifier = verifier;
    this.memory = memory;
  }

  /** Begins again; what is known stays known. */
  void restart() {
    scanned = false;
    for (TrustMemory.Known known : memory.all()) {
      note(known.statement());
      if (known.manifest() != null && isTrusted(known.statement().model(), known.manifest())) {
        keep(known.statement().model(), known.statement().version(), known.manifest());
      }
    }
  }

  /** All that was on the topic has been applied. */
  void scanned() {
    scanned = true;
    for (Map.Entry<String, NavigableMap<Long, SignedManifest>> model : manifests.entrySet()) {
      if (!current.containsKey(model.getKey()) && !model.getValue().isEmpty()) {
        long newest = model.getValue().lastKey();
        note(new CurrentVersion(model.getKey(), newest, newest, 0));
      }
    }
    current.forEach(
        (model, stated) -> {
          remember(model);
          if (!stated.deleted() && manifest(model).isEmpty()) {
            LOG.warn(
                "version {} of model '{}' is current, but its manifest is not on the topic: import"
                    + " or teach it again",
                stated.version(),
                model);
          }
        });
  }

  /** Models of which anything trusted is known. */
  Set<String> models() {
    return new TreeSet<>(current.keySet());
  }

  /**
   * The manifest that is to be served; empty if the model is deleted, or nobody trusted has one.
   */
  Optional<SignedManifest> manifest(String model) {
    return Optional.ofNullable(current.get(model))
        .map(stated -> versions(model).get(stated.version()));
  }

  /** Whether anything trusted is known of it. */
  boolean knows(String model) {
    return current.containsKey(model);
  }

  /** Whether somebody trusted has deleted it. */
  boolean deleted(String model) {
    return current.containsKey(model) && current.get(model).deleted();
  }

  /** Takes note of a record of partition 0; what is refused of it, if anything is. */
  Optional<ModelRefusedException> apply(ModelTopic.Key key, ConsumerRecord<byte[], byte[]> record) {
    String model = key.model();
    CurrentVersion before = current.get(model);
    SignedManifest manifestBefore = manifest(model).orElse(null);
    try {
      switch (key.kind()) {
        case CURRENT -> {
          if (record.value() == null) {
            currentDeleted(model);
          } else {
            current(model, Signatures.read(record));
          }
        }
        case STATEMENT -> statement(model, record);
        case KEPT -> kept(key, record);
        case DETECTABILITY, CHUNK -> {}
      }
      return Optional.empty();
    } catch (ModelRefusedException e) {
      return Optional.of(e);
    } finally {
      boolean changed =
          before != current.get(model) || manifestBefore != manifest(model).orElse(null);
      if (scanned && changed) {
        remember(model);
      }
    }
  }

  private void current(String model, SignedManifest signed) {
    ModelManifest manifest = Signatures.verified(model, signed, verifier);
    CurrentVersion published = CurrentVersion.published(manifest);
    CurrentVersion known = current.get(model);
    if (known == null || published.supersedes(known)) {
      keep(model, manifest.version(), signed);
      current.put(model, published);
    } else if (known.version() == manifest.version()) {
      keep(model, manifest.version(), signed);
    } else {
      throw new ModelRefusedException(
          Reason.REPLAYED,
          known.deleted()
              ? manifest.label() + " was written again, but a trusted key has deleted the model"
              : Text.of(
                  "%s was written again after version %d without a signed statement. If you want to"
                      + " go back to it, use 'mekiki models rollback' with models.signing-key",
                  manifest.label(), known.newest()));
    }
  }

  /** A deletion is stated before it is made. */
  private void currentDeleted(String model) {
    if (current.containsKey(model) && !deleted(model)) {
      throw new ModelRefusedException(
          Reason.UNSIGNED_DELETION,
          "model '"
              + model
              + "' was deleted without a signed statement. If you want to delete it, use 'mekiki"
              + " models delete' with models.signing-key");
    }
  }

  private void statement(String model, ConsumerRecord<byte[], byte[]> record) {
    CurrentVersion known = current.get(model);
    if (record.value() == null) {
      if (known != null) {
        throw new ModelRefusedException(
            Reason.UNSIGNED_DELETION,
            "the statement on the current version of model '" + model + "' was deleted");
      }
      return;
    }
    SignedManifest signed = Signatures.read(record);
    verifier.verify(model, signed.json(), signed.signature());
    CurrentVersion stated = CurrentVersion.read(signed.json());
    if (!stated.model().equals(model)) {
      throw new ModelRefusedException(
          Reason.UNREADABLE_MANIFEST,
          "the statement on model '" + model + "' is that on '" + stated.model() + "'");
    }
    if (known != null && known.supersedes(stated)) {
      throw new ModelRefusedException(
          Reason.REPLAYED,
          "an older statement on the current version of model '" + model + "' was written again");
    }
    note(stated);
  }

  /** Kept manifests name no current version: unsigned ones are passed over. */
  private void kept(ModelTopic.Key key, ConsumerRecord<byte[], byte[]> record) {
    CurrentVersion known = current.get(key.model());
    if (record.value() == null) {
      if (known == null || known.version() != key.version()) {
        versions(key.model()).remove(key.version());
      }
      return;
    }
    SignedManifest signed = Signatures.read(record);
    if (isTrusted(key.model(), signed) && signed.version() == key.version()) {
      keep(key.model(), key.version(), signed);
    }
  }

  private boolean isTrusted(String model, SignedManifest signed) {
    try {
      Signatures.verified(model, signed, verifier);
      return true;
    } catch (ModelRefusedException e) {
      return false;
    }
  }

  private void note(CurrentVersion stated) {
    CurrentVersion known = current.get(stated.model());
    if (known == null || stated.supersedes(known)) {
      current.put(stated.model(), stated);
    }
  }

  /** The same manifest stays the same object, by which the loader knows it. */
  private void keep(String model, long version, SignedManifest signed) {
    SignedManifest known = versions(model).get(version);
    if (known == null || !Arrays.equals(known.json(), signed.json())) {
      versions(model).put(version, signed);
    }
  }

  private NavigableMap<Long, SignedManifest> versions(String model) {
    return manifests.computeIfAbsent(model, key -> new TreeMap<>());
  }

  private void remember(String model) {
    memory.put(new TrustMemory.Known(current.get(model), manifest(model).orElse(null)));
  }
}

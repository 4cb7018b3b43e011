package org.mekiki.stream.training;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.stream.training.message.TrainingMessages;

/**
 * The versions of one model that are on the models topic, as far as this trainer published them or
 * was told of them.
 *
 * @param last highest version given out, 0 if none
 * @param current the version that readers use, 0 if none
 * @param live versions whose chunks are on the topic, oldest first
 */
record ModelHistory(long last, long current, List<Version> live) {
  static final ModelHistory NONE = new ModelHistory(0, 0, List.of());

  ModelHistory {
    live = List.copyOf(live);
  }

  /**
   * A version on the topic.
   *
   * @param chunks how many records it has beside its manifest
   */
  record Version(long version, int chunks) {}

  ModelHistory started(long version) {
    return new ModelHistory(version, current, live);
  }

  /**
   * A person made this version current, one that was imported perhaps.
   *
   * @param chunks how many records it has beside its manifest; 0 where nobody said so
   */
  ModelHistory rolledBack(long version, int chunks) {
    List<Version> known = new ArrayList<>(live);
    if (chunks > 0 && live.stream().noneMatch(v -> v.version() == version)) {
      known.add(new Version(version, chunks));
    }
    return new ModelHistory(Math.max(last, version), version, known);
  }

  /**
   * Versions that go when a new one is published: all but the one in use, which is the way back.
   */
  List<Version> obsolete() {
    return live.stream().filter(v -> v.version() != current).toList();
  }

  ModelHistory published(long version, int chunks) {
    List<Version> kept = new ArrayList<>(live);
    kept.removeAll(obsolete());
    kept.add(new Version(version, chunks));
    return new ModelHistory(Math.max(last, version), version, kept);
  }

  static ModelHistory read(byte[] json) {
    return TrainingMessages.state(json, ModelHistory.class, "the model's history");
  }

  byte[] toBytes() {
    return TrainingMessages.json(this);
  }
}

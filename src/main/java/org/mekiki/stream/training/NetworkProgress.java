package org.mekiki.stream.training;

import java.util.Set;
import java.util.TreeSet;
import org.mekiki.stream.training.message.TrainingMessages;

/**
 * How far the choice of an accumulation's network has come.
 *
 * @param good frames among them that it is made by
 * @param settings fingerprint with the network that was chosen; empty until then
 * @param fits partitions of the topic of good frames whose fit command has come
 */
record NetworkProgress(int held, int good, String settings, Set<Integer> fits) {
  static final NetworkProgress NONE = new NetworkProgress(0, 0, "", Set.of());

  NetworkProgress {
    fits = Set.copyOf(fits);
  }

  boolean chosen() {
    return !settings.isEmpty();
  }

  NetworkProgress withHeld(boolean isGood) {
    return new NetworkProgress(held + 1, isGood ? good + 1 : good, settings, fits);
  }

  NetworkProgress withFit(int partition) {
    Set<Integer> more = new TreeSet<>(fits);
    more.add(partition);
    return new NetworkProgress(held, good, settings, more);
  }

  NetworkProgress chosen(String fingerprint) {
    return new NetworkProgress(0, 0, fingerprint, fits);
  }

  static NetworkProgress read(byte[] json) {
    return TrainingMessages.state(
        json, NetworkProgress.class, "the progress of a network's choice");
  }

  byte[] toBytes() {
    return TrainingMessages.json(this);
  }
}

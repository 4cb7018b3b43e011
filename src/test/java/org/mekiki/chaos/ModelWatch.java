package org.mekiki.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.client.TopicFollower;

/** Notes when which version of a model became current, by its own clock. */
final class ModelWatch implements AutoCloseable {
  /** From then until the next change this version was the current one. */
  record Change(long version, Instant seen) {}

  private final TopicFollower follower;
  private final String key;
  private final List<Change> changes = new ArrayList<>();
  private final Map<Long, ModelManifest> manifests = new TreeMap<>();
  private final Thread thread = new Thread(this::follow, "model-watch");
  private volatile boolean closed;
  private volatile RuntimeException failure;

  ModelWatch(Line line, String model) {
    key = "m/" + model;
    follower =
        new TopicFollower(
            line.config.kafka().consumerProperties(), line.config.topics().models().name(), true);
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    try (follower) {
      while (!closed) {
        follower.poll().forEach(this::note);
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void note(TopicFollower.Entry entry) {
    if (key.equals(entry.key()) && entry.value() != null) {
      ModelManifest manifest = ManifestJson.read(entry.value());
      manifests.put(manifest.version(), manifest);
      changes.add(new Change(manifest.version(), Instant.now()));
    }
  }

  synchronized List<Change> changes() {
    if (failure != null) {
      throw new IllegalStateException("the models topic could not be followed", failure);
    }
    return List.copyOf(changes);
  }

  /** Every manifest that was ever current. */
  synchronized Map<Long, ModelManifest> manifests() {
    return new TreeMap<>(manifests);
  }

  /**
   * How long after its end in service a version was still used; zero or negative while it was
   * current. A version that never was current was not live at all: a thousand days.
   *
   * @param slack by which a scorer may have seen a change before this watch did
   */
  synchronized Duration lateness(long version, Instant at, Duration slack) {
    Duration least = Duration.ofDays(1000);
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      if (change.version() != version || change.seen().minus(slack).isAfter(at)) {
        continue;
      }
      Duration late =
          i + 1 == changes.size() ? Duration.ZERO : Duration.between(changes.get(i + 1).seen(), at);
      least = late.compareTo(least) < 0 ? late : least;
    }
    return least;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.mekiki.web.topics;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;

/**
 * What the page shows of models: the ones in memory, and the last refusal of each. Bounded: beyond
 * {@value #MODELS} the ones heard of longest ago are forgotten. Thread-safe.
 */
public final class ModelsView implements ModelEvents {
  private static final int MODELS = 1000;

  private final Clock clock;
  private final Map<String, Served> served = new LinkedHashMap<>();
  private final Map<String, Refused> refused = new LinkedHashMap<>();
  private long changes;

  /**
   * A model in memory, in the API's JSON.
   *
   * @param trainedFrames good frames that it has seen
   */
  record Served(
      String model,
      long version,
      long createdAtMillis,
      long trainedFrames,
      long validationFrames,
      double threshold,
      String thresholdDescription,
      String backbone,
      int dimensions,
      long bytes) {}

  /** A version that was not taken, in the API's JSON. */
  record Refused(String model, long version, String reason, String message, long atMillis) {}

  /** All of it, in the API's JSON. */
  public record Models(List<Served> served, List<Refused> refused) {}

  public ModelsView() {
    this(Clock.systemUTC());
  }

  public ModelsView(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public synchronized void loaded(ModelManifest manifest, long bytes, Duration took) {
    serve(manifest, bytes);
  }

  @Override
  public synchronized void swapped(
      ModelManifest from, ModelManifest to, long bytes, Duration took) {
    serve(to, bytes);
  }

  @Override
  public synchronized void refused(String model, long version, ModelRefusedException why) {
    put(
        refused,
        model,
        new Refused(model, version, why.reason().name(), why.getMessage(), clock.millis()));
  }

  @Override
  public synchronized void evicted(ModelManifest manifest, long bytes) {
    served.remove(manifest.model());
    changes++;
  }

  @Override
  public synchronized void lost(ModelManifest manifest, RuntimeException why) {
    served.remove(manifest.model());
    changes++;
  }

  @Override
  public synchronized void removed(ModelManifest manifest) {
    served.remove(manifest.model());
    changes++;
  }

  @Override
  public synchronized void deleted(String model) {
    if (refused.remove(model) != null) {
      changes++;
    }
  }

  private void serve(ModelManifest manifest, long bytes) {
    Refused last = refused.get(manifest.model());
    if (last != null && last.version() <= manifest.version()) {
      refused.remove(manifest.model());
    }
    put(
        served,
        manifest.model(),
        new Served(
            manifest.model(),
            manifest.version(),
            manifest.createdAt().toEpochMilli(),
            manifest.training().frames(),
            manifest.training().validationFrames(),
            manifest.calibration().threshold(),
            manifest.calibration().thresholdDescription(),
            manifest.backbone().name(),
            manifest.dimensions(),
            bytes));
  }

  private <V> void put(Map<String, V> map, String model, V value) {
    map.remove(model);
    map.put(model, value);
    if (map.size() > MODELS) {
      Collection<V> values = map.values();
      values.remove(values.iterator().next());
    }
    changes++;
  }

  /** Grows with each event. */
  public synchronized long changes() {
    return changes;
  }

  public synchronized Models models() {
    return new Models(List.copyOf(served.values()), List.copyOf(refused.values()));
  }
}

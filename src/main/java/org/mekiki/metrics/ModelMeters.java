package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;

/** Shows which models are in service, and counts what happens to them. Thread-safe. */
public final class ModelMeters implements ModelEvents {
  /** Characters of a checksum that are shown: enough to tell them apart. */
  private static final int CHECKSUM = 12;

  private record Served(ModelManifest manifest, long bytes) {}

  private final MeterRegistry registry;
  private final MultiGauge info;
  private final MultiGauge created;
  private final MultiGauge threshold;
  private final MultiGauge bytes;
  private final Counter loaded;
  private final Counter swapped;
  private final Counter evicted;
  private final Counter lost;
  private final Counter removed;
  private final Counter sourceFailures;
  private final Timer load;
  private final Map<String, Served> inService = new TreeMap<>();

  public ModelMeters(MeterRegistry registry) {
    this.registry = registry;
    info = gauges(Metric.MODEL_INFO);
    created = gauges(Metric.MODEL_CREATED);
    threshold = gauges(Metric.MODEL_THRESHOLD);
    bytes = gauges(Metric.MODEL_BYTES);
    loaded = change("loaded");
    swapped = change("swapped");
    evicted = change("evicted");
    lost = change("lost");
    removed = change("removed");
    sourceFailures = Metric.MODEL_SOURCE_FAILURES.counter().register(registry);
    load = Metric.MODEL_LOAD.timer().register(registry);
    for (ModelRefusedException.Reason reason : ModelRefusedException.Reason.values()) {
      refusals(reason);
    }
  }

  private MultiGauge gauges(Metric metric) {
    return metric.gauges().register(registry);
  }

  private Counter change(String change) {
    return Metric.MODEL_CHANGES.counter().tag("change", change).register(registry);
  }

  private Counter refusals(ModelRefusedException.Reason reason) {
    return Metric.MODEL_REFUSALS.counter().tag("reason", reason.label()).register(registry);
  }

  @Override
  public void loaded(ModelManifest manifest, long size, Duration took) {
    loaded.increment();
    load.record(took);
    serve(manifest, size);
  }

  @Override
  public void swapped(ModelManifest from, ModelManifest to, long size, Duration took) {
    swapped.increment();
    load.record(took);
    serve(to, size);
  }

  @Override
  public void refused(String model, long version, ModelRefusedException why) {
    refusals(why.reason()).increment();
  }

  @Override
  public void evicted(ModelManifest manifest, long size) {
    evicted.increment();
    withdraw(manifest);
  }

  @Override
  public void lost(ModelManifest manifest, RuntimeException why) {
    lost.increment();
    withdraw(manifest);
  }

  @Override
  public void removed(ModelManifest manifest) {
    removed.increment();
    withdraw(manifest);
  }

  @Override
  public void sourceFailed(Throwable why) {
    sourceFailures.increment();
  }

  private synchronized void serve(ModelManifest manifest, long size) {
    inService.put(manifest.model(), new Served(manifest, size));
    show();
  }

  private synchronized void withdraw(ModelManifest manifest) {
    inService.remove(manifest.model());
    show();
  }

  private void show() {
    var served = inService.values();
    info.register(served.stream().map(s -> Row.of(version(s.manifest()), 1)).toList(), true);
    created.register(
        served.stream()
            .map(s -> Row.of(model(s.manifest()), s.manifest().createdAt().toEpochMilli() / 1000.0))
            .toList(),
        true);
    threshold.register(
        served.stream()
            .map(s -> Row.of(model(s.manifest()), s.manifest().calibration().threshold()))
            .toList(),
        true);
    bytes.register(served.stream().map(s -> Row.of(model(s.manifest()), s.bytes())).toList(), true);
  }

  private static Tags model(ModelManifest manifest) {
    return Tags.of("model", manifest.model());
  }

  private static Tags version(ModelManifest manifest) {
    return model(manifest)
        .and("version", Long.toString(manifest.version()))
        .and("backbone", manifest.backbone().sha256().substring(0, CHECKSUM))
        .and("sha256", manifest.chunks().sha256().substring(0, CHECKSUM));
  }
}

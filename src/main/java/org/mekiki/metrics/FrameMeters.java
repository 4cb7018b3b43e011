package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.StageTimes;

/** Counts and times frames. Thread-safe. */
public final class FrameMeters implements InspectionListener {
  /**
   * Cameras with a gauge of their own. A mistaken key for every frame must not fill the memory;
   * what comes after shares one gauge.
   */
  static final int MAX_CAMERAS = 500;

  static final String OTHER_CAMERAS = "(other)";

  private final MeterRegistry registry;
  private final Clock clock;
  private final Counter scored;
  private final Counter learned;
  private final Counter rejected;
  private final Counter anomalies;
  private final Map<Rejection, Counter> deadLetters = new EnumMap<>(Rejection.class);
  private final Timer decode;
  private final Timer backbone;
  private final Timer mahalanobis;
  private final Timer map;
  private final Timer heatmap;
  private final Timer frame;
  private final Timer capturedToScored;
  private final Map<String, AtomicLong> lastFrameMillis = new ConcurrentHashMap<>();

  /**
   * Registers its meters.
   *
   * @param clock tells when a frame has been scored
   */
  public FrameMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    scored = Metric.FRAMES.counter().tag("outcome", "scored").register(registry);
    learned = Metric.FRAMES.counter().tag("outcome", "learned").register(registry);
    rejected = Metric.FRAMES.counter().tag("outcome", "rejected").register(registry);
    anomalies = Metric.ANOMALIES.counter().register(registry);
    for (Rejection reason : Rejection.values()) {
      deadLetters.put(
          reason, Metric.DEAD_LETTERS.counter().tag("reason", reason.label()).register(registry));
    }
    decode = stage("decode");
    backbone = stage("backbone");
    mahalanobis = stage("mahalanobis");
    map = stage("map");
    heatmap = stage("heatmap");
    frame = Metric.FRAME.timer().register(registry);
    capturedToScored = Metric.CAPTURED_TO_SCORED.timer().register(registry);
  }

  private Timer stage(String name) {
    return Metric.STAGE.timer().tag("stage", name).register(registry);
  }

  @Override
  public void scored(Frame input, Inspection inspection) {
    scored.increment();
    if (inspection.anomalous()) {
      anomalies.increment();
    }
    StageTimes times = inspection.times();
    decode.record(times.decode(), TimeUnit.NANOSECONDS);
    backbone.record(times.backbone(), TimeUnit.NANOSECONDS);
    mahalanobis.record(times.mahalanobis(), TimeUnit.NANOSECONDS);
    map.record(times.map(), TimeUnit.NANOSECONDS);
    heatmap.record(times.heatmap(), TimeUnit.NANOSECONDS);
    frame.record(times.total(), TimeUnit.NANOSECONDS);
    Duration latency = Duration.between(input.capturedAt(), clock.instant());
    // A camera whose clock is ahead says nothing about latency.
    if (!latency.isNegative()) {
      capturedToScored.record(latency);
    }
    lastFrame(input.camera())
        .accumulateAndGet(input.capturedAt().toEpochMilli(), (known, now) -> Math.max(known, now));
  }

  private AtomicLong lastFrame(String camera) {
    AtomicLong known = lastFrameMillis.get(camera);
    if (known != null) {
      return known;
    }
    String shown = lastFrameMillis.size() < MAX_CAMERAS ? camera : OTHER_CAMERAS;
    return lastFrameMillis.computeIfAbsent(
        shown,
        name -> {
          AtomicLong millis = new AtomicLong();
          Gauge.builder(Metric.LAST_FRAME.meterName(), millis, value -> value.get() / 1000.0)
              .description(Metric.LAST_FRAME.description())
              .tag("camera", name)
              .register(registry);
          return millis;
        });
  }

  @Override
  public void rejected(String camera, Rejection rejection) {
    rejected.increment();
    deadLetters.get(rejection).increment();
  }

  @Override
  public void learned(String model) {
    learned.increment();
  }
}

package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.Misplacement;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.StageTimes;

/**
 * Counts and times frames. Meters are looked up once for each camera, so a frame costs a few atomic
 * additions. Thread-safe.
 */
public final class FrameMeters implements InspectionListener {
  /** Cameras, and models, with meters of their own; what comes after shares some. */
  static final int MAX_CAMERAS = 500;

  /**
   * Frames lie on their topic no longer than this. A clock that was never set says 1970, or year 1,
   * which is more nanoseconds ago than a timer can count.
   */
  private static final Duration LONGEST_LATENCY = Duration.ofDays(365);

  private static final long NO_FRAME = Long.MIN_VALUE;

  /** Camera of a record that names none. */
  static final String NO_CAMERA = "(none)";

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<Rejection, Counter> deadLetters = new EnumMap<>(Rejection.class);
  private final Timer decode;
  private final Timer align;
  private final Timer backbone;
  private final Timer mahalanobis;
  private final Timer map;
  private final Timer heatmap;
  private final Timer frame;
  private final Timer capturedToScored;
  private final BoundedLabels<CameraMeters> cameras;
  private final BoundedLabels<Counter> learned;
  private final Counter published;
  private final Counter failed;
  private final Counter quantized;
  private final Counter quantizationRefused;
  private final Timer fit;

  /**
   * Registers its meters.
   *
   * @param clock tells when a frame has been scored
   */
  public FrameMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    for (Rejection reason : Rejection.values()) {
      deadLetters.put(
          reason, Metric.DEAD_LETTERS.counter().tag("reason", reason.label()).register(registry));
    }
    decode = stage("decode");
    align = stage("align");
    backbone = stage("backbone");
    mahalanobis = stage("mahalanobis");
    map = stage("map");
    heatmap = stage("heatmap");
    frame = Metric.FRAME.timer().register(registry);
    capturedToScored = Metric.CAPTURED_TO_SCORED.timer().register(registry);
    cameras = new BoundedLabels<>(MAX_CAMERAS, CameraMeters::new);
    learned =
        new BoundedLabels<>(
            MAX_CAMERAS,
            model -> Metric.LEARNED_FRAMES.counter().tag("model", model).register(registry));
    published = fits("published");
    failed = fits("failed");
    quantized = quantizations("used");
    quantizationRefused = quantizations("refused");
    fit = Metric.FIT.timer().register(registry);
  }

  private Counter fits(String outcome) {
    return Metric.FITS.counter().tag("outcome", outcome).register(registry);
  }

  private Counter quantizations(String outcome) {
    return Metric.QUANTIZATIONS.counter().tag("outcome", outcome).register(registry);
  }

  private Timer stage(String name) {
    return Metric.STAGE.timer().tag("stage", name).register(registry);
  }

  @Override
  public void scored(Frame input, Inspection inspection) {
    CameraMeters camera = cameras.get(input.camera());
    Instant now = clock.instant();
    camera.lastFrame(input.capturedAt(), now);
    if (inspection.anomalous()) {
      camera.anomalous.increment();
      camera.anomalies.increment();
    } else {
      camera.good.increment();
    }
    if (inspection.measured() && inspection.threshold() > 0) {
      camera.score.record(inspection.score() / inspection.threshold());
    }
    StageTimes times = inspection.times();
    decode.record(times.decode(), TimeUnit.NANOSECONDS);
    if (times.align() > 0) {
      align.record(times.align(), TimeUnit.NANOSECONDS);
    }
    if (inspection.notAligned().isEmpty()) {
      backbone.record(times.backbone(), TimeUnit.NANOSECONDS);
      mahalanobis.record(times.mahalanobis(), TimeUnit.NANOSECONDS);
      map.record(times.map(), TimeUnit.NANOSECONDS);
      heatmap.record(times.heatmap(), TimeUnit.NANOSECONDS);
    }
    frame.record(times.total(), TimeUnit.NANOSECONDS);
    Duration latency = Duration.between(input.capturedAt(), now);
    // A camera whose clock is ahead, or has never been set, says nothing about latency.
    if (!latency.isNegative() && latency.compareTo(LONGEST_LATENCY) <= 0) {
      capturedToScored.record(latency);
    }
  }

  @Override
  public void rejected(String camera, Rejection rejection) {
    deadLetters.get(rejection).increment();
    cameras.get(camera.isEmpty() ? NO_CAMERA : camera).rejected.increment();
  }

  @Override
  public void misplaced(String camera, Misplacement why) {
    cameras.get(camera).misplaced.get(why).increment();
  }

  @Override
  public void learned(String model) {
    learned.get(model).increment();
  }

  @Override
  public void fitted(String model, Duration took) {
    published.increment();
    if (!took.isNegative()) {
      fit.record(took);
    }
  }

  @Override
  public void fitFailed(String model) {
    failed.increment();
  }

  @Override
  public void quantized(String model, double noise) {
    quantized.increment();
  }

  @Override
  public void quantizationRefused(String model) {
    quantizationRefused.increment();
  }

  @Override
  public void expired(String topic, int partition, long records) {
    Metric.FRAMES_EXPIRED
        .counter()
        .tags("topic", topic, "partition", Integer.toString(partition))
        .register(registry)
        .increment(records);
  }

  private final class CameraMeters {
    final Counter good;
    final Counter anomalous;
    final Counter rejected;
    final Counter anomalies;
    final Map<Misplacement, Counter> misplaced = new EnumMap<>(Misplacement.class);
    final DistributionSummary score;
    private final String camera;
    private final AtomicLong lastFrameMillis = new AtomicLong(NO_FRAME);

    CameraMeters(String camera) {
      this.camera = camera;
      good = outcome("good");
      anomalous = outcome("anomalous");
      rejected = outcome("rejected");
      for (Misplacement why : Misplacement.values()) {
        misplaced.put(
            why,
            Metric.MISPLACED_FRAMES
                .counter()
                .tags("camera", camera, "reason", why.label())
                .register(registry));
      }
      anomalies = Metric.ANOMALIES.counter().tag("camera", camera).register(registry);
      score = Metric.SCORE.percents().tag("camera", camera).register(registry);
    }

    private Counter outcome(String outcome) {
      return Metric.FRAMES.counter().tags("camera", camera, "outcome", outcome).register(registry);
    }

    /**
     * A camera has no time of its last frame before its first one. One frame from the future would
     * let the camera never be silent again: it was captured now at the latest.
     */
    void lastFrame(Instant captured, Instant now) {
      long millis = Math.min(captured.toEpochMilli(), now.toEpochMilli());
      if (lastFrameMillis.getAndAccumulate(millis, Math::max) == NO_FRAME) {
        Metric.LAST_FRAME
            .gauge(() -> lastFrameMillis.get() / 1000.0)
            .tag("camera", camera)
            .register(registry);
      }
    }
  }
}

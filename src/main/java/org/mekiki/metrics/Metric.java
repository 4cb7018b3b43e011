package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All meters of ours. The names are Micrometer's; {@link #scrapeName} is what Prometheus sees.
 * Beside them a scrape shows those of the JVM, the process and Kafka under their own names.
 */
public enum Metric {
  FRAMES(
      "mekiki.frames",
      Kind.COUNTER,
      "",
      List.of("camera", "outcome"),
      "Frames by outcome: good, anomalous or rejected"),
  ANOMALIES(
      "mekiki.anomalies",
      Kind.COUNTER,
      "",
      List.of("camera"),
      "Frames at or over their model's threshold"),
  DEAD_LETTERS(
      "mekiki.dead.letters",
      Kind.COUNTER,
      "",
      List.of("reason"),
      "Records that could not be scored or learned, by reason"),
  MISPLACED_FRAMES(
      "mekiki.frames.misplaced",
      Kind.COUNTER,
      "",
      List.of("camera", "reason"),
      "Frames for which their camera's order and alarms can't be kept: on another partition than"
          + " the camera's previous frame (other-partition), or without a key (no-key)"),
  LEARNED_FRAMES(
      "mekiki.learned.frames",
      Kind.COUNTER,
      "",
      List.of("model"),
      "Good frames that were embedded for training"),
  STAGE(
      "mekiki.stage",
      Kind.TIMER,
      "seconds",
      List.of("stage"),
      "Time of one stage of one frame: decode (with resizing), align (only where frames are"
          + " aligned), backbone, mahalanobis (embedding and distances), map (upsampling, blur, and"
          + " what the picture is like as a whole), heatmap (regions and compressing)"),
  FRAME("mekiki.frame", Kind.TIMER, "seconds", List.of(), "Time of all stages of one frame"),
  CAPTURED_TO_SCORED(
      "mekiki.captured.to.scored",
      Kind.TIMER,
      "seconds",
      List.of(),
      "From a frame's capture, by the camera's clock, to its score"),
  SCORE(
      "mekiki.score",
      Kind.SUMMARY,
      "percent",
      List.of("camera"),
      "Score in percent of the threshold: from 100 on a frame is anomalous, whatever the model"),
  LAST_FRAME(
      "mekiki.camera.last.frame.timestamp",
      Kind.GAUGE,
      "seconds",
      List.of("camera"),
      "When the last scored frame of a camera was captured, in seconds since 1970; now at the"
          + " latest"),
  ALARMS(
      "mekiki.alarms",
      Kind.COUNTER,
      "",
      List.of("kind", "state"),
      "Alarms raised and cleared, by kind (alarms.kinds)"),
  DRIFT_PSI(
      "mekiki.drift.psi",
      Kind.GAUGE,
      "",
      List.of("camera"),
      "Population stability index of a camera's good frames against the model's validation scores:"
          + " below 0.1 stable, above 0.25 shifted, but see docs/alarms.md for few scores"),
  SCORE_MEAN_SHIFT(
      "mekiki.score.mean.shift",
      Kind.GAUGE,
      "",
      List.of("camera"),
      "Mean score of a camera's good frames less that of the model's validation, in standard"
          + " deviations of the latter"),
  SCORE_SPREAD(
      "mekiki.score.spread",
      Kind.GAUGE,
      "",
      List.of("camera"),
      "Standard deviation of the scores of a camera's good frames, divided by that of the model's"
          + " validation"),
  FITS(
      "mekiki.fits",
      Kind.COUNTER,
      "",
      List.of("outcome"),
      "Commands to fit a model, by outcome: published or failed"),
  FIT(
      "mekiki.fit",
      Kind.TIMER,
      "seconds",
      List.of(),
      "Time from the last good frame to the publishing of a model"),
  QUANTIZATIONS(
      "mekiki.quantizations",
      Kind.COUNTER,
      "",
      List.of("outcome"),
      "Networks in int8 that were made while teaching, by outcome: used, or refused (the model"
          + " keeps float32)"),
  LAG(
      "mekiki.lag",
      Kind.GAUGE,
      "records",
      List.of("topology", "topic"),
      "Records of an input topic that are not yet read and committed, in all partitions, also in"
          + " those without an owner or behind an open transaction. Every instance shows all of it:"
          + " take the maximum"),
  COMMIT_AGE(
      "mekiki.commit.age",
      Kind.GAUGE,
      "seconds",
      List.of("topology", "topic"),
      "Time since the last commit, in the partition of an input topic where records have waited"
          + " longest without one; 0 if none wait"),
  LAG_AGE(
      "mekiki.lag.age",
      Kind.GAUGE,
      "seconds",
      List.of("topology", "topic"),
      "How long the oldest record that waits has been on its input topic, to a thousandth of the"
          + " retention; 0 if none wait"),
  RETENTION(
      "mekiki.retention",
      Kind.GAUGE,
      "seconds",
      List.of("topology", "topic"),
      "How long an input topic keeps its records"),
  FRAMES_EXPIRED(
      "mekiki.frames.expired",
      Kind.COUNTER,
      "",
      List.of("topic", "partition"),
      "Records of an input topic that expired before they were read: they are lost"),
  BUILD_INFO(
      "mekiki.build.info",
      Kind.GAUGE,
      "",
      List.of("service", "version", "backbone"),
      "1, with what this process runs: score, train or demo, its release, and the name of its"
          + " backbone"),
  RESIDENT(
      "mekiki.process.resident",
      Kind.GAUGE,
      "bytes",
      List.of(),
      "Memory that the process takes from the machine: heap, and native memory of the network,"
          + " images and state stores; not a number if the system isn't Linux"),
  MODEL_INFO(
      "mekiki.model.info",
      Kind.GAUGE,
      "",
      List.of("model", "version", "backbone", "sha256"),
      "1 for each model in service; labels have the beginnings of the checksums of its network and"
          + " its numbers"),
  MODEL_CREATED(
      "mekiki.model.created.timestamp",
      Kind.GAUGE,
      "seconds",
      List.of("model"),
      "When the version in service was published, in seconds since 1970"),
  MODEL_THRESHOLD(
      "mekiki.model.threshold",
      Kind.GAUGE,
      "",
      List.of("model"),
      "Raw score from which the version in service calls a frame anomalous"),
  MODEL_BYTES(
      "mekiki.model",
      Kind.GAUGE,
      "bytes",
      List.of("model"),
      "Memory that a model in service takes"),
  MODEL_CHANGES(
      "mekiki.model.changes",
      Kind.COUNTER,
      "",
      List.of("change"),
      "Changes of the models in service: loaded, swapped, evicted, lost (its file could not be"
          + " read), removed"),
  MODEL_REFUSALS(
      "mekiki.model.refusals",
      Kind.COUNTER,
      "",
      List.of("reason"),
      "Models that were refused, by reason; the previous version keeps scoring"),
  MODEL_LOAD(
      "mekiki.model.load",
      Kind.TIMER,
      "seconds",
      List.of(),
      "Time from a model's first chunk until it is in service"),
  MODEL_SOURCE_FAILURES(
      "mekiki.model.source.failures",
      Kind.COUNTER,
      "",
      List.of(),
      "Failed attempts to read the models topic"),
  OTLP_FAILURES(
      "mekiki.otlp.failures",
      Kind.COUNTER,
      "",
      List.of(),
      "Failed attempts to send metrics to metrics.otlp.endpoint; the next one sends all that was"
          + " counted by then");

  /** What can be asked of a meter. */
  public enum Kind {
    /** Only grows while the process lives: ask for its rate. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Buckets, count and sum of durations: ask for quantiles. */
    TIMER,
    /** Buckets, count and sum of numbers: ask for quantiles. */
    SUMMARY
  }

  /** From a fast stage to a consumer that lags; few enough that many timers are no burden. */
  private static final Duration[] TIMES =
      Stream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
              300_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /**
   * Dense below 100, where a drift towards the threshold shows first. In percent, because
   * Micrometer's histograms count whole numbers.
   */
  private static final double[] PERCENTS = {
    30, 40, 50, 60, 70, 80, 90, 100, 110, 125, 150, 200, 300, 500
  };

  private final String meterName;
  private final Kind kind;
  private final String unit;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> labels;

  private final String description;

  Metric(String meterName, Kind kind, String unit, List<String> labels, String description) {
    this.meterName = meterName;
    this.kind = kind;
    this.unit = unit;
    this.labels = labels;
    this.description = description;
  }

  /** As Micrometer knows it. */
  public String meterName() {
    return meterName;
  }

  /**
   * As Prometheus knows it; timers and summaries add {@code _bucket}, {@code _count}, {@code _sum}.
   */
  public String scrapeName() {
    String name = meterName.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
    return kind == Kind.COUNTER ? name + "_total" : name;
  }

  /** What can be asked of it. */
  public Kind kind() {
    return kind;
  }

  /** {@code seconds}, {@code bytes}, or nothing for a count or a ratio. */
  public String unit() {
    return unit;
  }

  public List<String> labels() {
    return labels;
  }

  /** A sentence for people. */
  public String description() {
    return description;
  }

  Counter.Builder counter() {
    return Counter.builder(meterName).description(description);
  }

  Timer.Builder timer() {
    return Timer.builder(meterName).description(description).serviceLevelObjectives(TIMES);
  }

  /** Takes shares and counts them in percent. */
  DistributionSummary.Builder percents() {
    return DistributionSummary.builder(meterName)
        .description(description)
        .baseUnit(unit)
        .scale(100)
        .serviceLevelObjectives(PERCENTS);
  }

  Gauge.Builder<Supplier<Number>> gauge(Supplier<Number> value) {
    return Gauge.builder(meterName, value)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .strongReference(true);
  }

  MultiGauge.Builder gauges() {
    return MultiGauge.builder(meterName)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit);
  }
}

package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

/**
 * All meters. The names are Micrometer's; Prometheus sees underscores for dots and adds {@code
 * _total} to counters and {@code _seconds} to timers.
 */
public enum Metric {
  /** Tag {@code outcome}: scored, learned, rejected. */
  FRAMES("mekiki.frames", "Frames by what became of them"),
  /** No tags. */
  ANOMALIES("mekiki.anomalies", "Frames over their model's threshold"),
  /** Tag {@code reason}: a rejection's label. */
  DEAD_LETTERS("mekiki.dead.letters", "Frames that could not be scored or learned, by reason"),
  /** Tag {@code stage}: decode, backbone, mahalanobis, map, heatmap. */
  STAGE("mekiki.stage", "Time of one stage of one frame"),
  /** No tags. */
  FRAME("mekiki.frame", "Time of all stages of one frame"),
  /** No tags. */
  CAPTURED_TO_SCORED("mekiki.captured.to.scored", "From a frame's capture to its score"),
  /** Tag {@code camera}. */
  LAST_FRAME(
      "mekiki.camera.last.frame.timestamp.seconds",
      "When the last scored frame of a camera was captured, in seconds since 1970"),
  /** Tags {@code model}, {@code version}, {@code backbone}. */
  MODEL_INFO("mekiki.model.info", "1 for every model in service"),
  /** Tag {@code model}. */
  MODEL_CREATED(
      "mekiki.model.created.timestamp.seconds",
      "When the version in service was published, in seconds since 1970"),
  /** Tag {@code model}. */
  MODEL_BYTES("mekiki.model.bytes", "Memory that a model in service takes"),
  /** Tag {@code change}: loaded, swapped, evicted, removed. */
  MODEL_CHANGES("mekiki.model.changes", "Changes of the models in service"),
  /** Tag {@code reason}. */
  MODEL_REFUSALS("mekiki.model.refusals", "Models that were refused, by reason"),
  /** No tags. */
  MODEL_LOAD("mekiki.model.load", "Time from a model's first chunk to its being in service"),
  /** No tags. */
  MODEL_SOURCE_FAILURES("mekiki.model.source.failures", "Failed tries to read the models' topic");

  private final String meterName;
  private final String description;

  Metric(String meterName, String description) {
    this.meterName = meterName;
    this.description = description;
  }

  /** As Micrometer knows it. */
  public String meterName() {
    return meterName;
  }

  /** A sentence for people, with the unit where the name does not say it. */
  public String description() {
    return description;
  }

  Counter.Builder counter() {
    return Counter.builder(meterName).description(description);
  }

  Timer.Builder timer() {
    return Timer.builder(meterName).description(description).publishPercentileHistogram();
  }
}

package org.mekiki.config;

/** The topics, as they are called in settings and, behind the prefix, on the cluster. */
public enum Topic {
  /** Camera frames to score. */
  FRAMES("frames", 6, "24h", "camera frames to score"),
  /** Good frames to learn from, validation frames among them. */
  GOOD("good", 6, "30d", "good frames to learn from"),
  /** One record for every frame. */
  SCORES("scores", 6, "30d", "one score for every frame"),
  /** The map of every frame. */
  HEATMAPS("heatmaps", 6, "7d", "the heatmap of every frame"),
  /** Frames over the threshold. */
  ANOMALIES("anomalies", 6, "90d", "frames over the threshold"),
  /** Alarms raised and cleared. */
  ALARMS("alarms", 6, "90d", "alarms raised and cleared for each camera"),
  /** What people say of frames. */
  FEEDBACK("feedback", 6, "3650d", "what people say of frames on the page: really bad, or good"),
  /** Frames that could not be scored. */
  DEAD_LETTERS("dead-letters", 6, "14d", "frames that could not be scored, with the reason"),
  /** Published models; compacted. */
  MODELS("models", 4, null, "published models"),
  /** Commands to the trainer, and how its runs go. */
  TRAINING("training", 1, "7d", "training's progress"),

  /** What the steps of training tell each other; as many partitions as threads may fit a model. */
  TRAINING_CONTROL("training-control", 4, "7d", "what the steps of training tell each other");

  private final String id;
  private final int partitions;
  private final String retention;
  private final String holds;

  Topic(String id, int partitions, String retention, String holds) {
    this.id = id;
    this.partitions = partitions;
    this.retention = retention;
    this.holds = holds;
  }

  /** As in settings: {@code topics.<id>.name}. */
  public String id() {
    return id;
  }

  /** Whether records stay until a newer one has the same key, and not for a time. */
  public boolean isCompacted() {
    return retention == null;
  }

  int defaultPartitions() {
    return partitions;
  }

  String defaultRetention() {
    return retention;
  }

  String holds() {
    return holds;
  }
}

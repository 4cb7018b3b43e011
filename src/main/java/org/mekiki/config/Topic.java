package org.mekiki.config;

import java.util.Set;

/**
 * The topics, each declared once: what it is called in settings and, behind the prefix, on the
 * cluster; what it holds; how it is created; who reads and who writes it. Settings, the plan of
 * topics, permissions and topologies follow from here.
 */
public enum Topic {
  /** Camera frames to score. */
  FRAMES(
      named("frames", "camera frames to score")
          .kept(6, "24h")
          .records(Size.FRAME)
          .keyedByPartition()
          .writtenBy(Program.PUBLISH)
          .readBy(Program.SCORE)),
  /** Good frames to learn from, validation frames among them. */
  GOOD(
      named("good", "good frames to learn from")
          .kept(6, "30d")
          .records(Size.FRAME)
          .keyedByPartition()
          .writtenBy(Program.TEACH, Program.PAGE_BUTTONS)
          .readBy(Program.TRAIN)),
  /** One record for every frame. */
  SCORES(
      named("scores", "one score for every frame")
          .kept(6, "30d")
          .writtenBy(Program.SCORE)
          .readBy(Program.WATCH)),
  /** The map of every frame. */
  HEATMAPS(named("heatmaps", "the heatmap of every frame").kept(6, "7d").writtenBy(Program.SCORE)),
  /** Anomalous frames. */
  ANOMALIES(
      named("anomalies", "anomalous frames")
          .kept(6, "90d")
          .writtenBy(Program.SCORE)
          .readBy(Program.PAGE_BUTTONS)),
  /** Alarms raised and cleared. */
  ALARMS(
      named("alarms", "alarms raised and cleared for each camera")
          .kept(6, "90d")
          .writtenBy(Program.SCORE)
          .readBy(Program.PAGE_VIEW, Program.WATCH)),
  /** What people say of frames. */
  FEEDBACK(
      named("feedback", "people's verdicts from the page: really bad, or good")
          .kept(6, "3650d")
          .writtenBy(Program.PAGE_BUTTONS)
          .readBy(Program.PAGE_BUTTONS)),
  /** Frames that could not be scored. */
  DEAD_LETTERS(
      named("dead-letters", "frames that could not be scored, with the reason")
          .kept(6, "14d")
          .records(Size.LETTER)
          .writtenBy(Program.SCORE, Program.TRAIN)
          .readBy(Program.WATCH)),
  /** Published models; readers compute a model's partition from its key. */
  MODELS(
      named("models", "published models")
          .compacted(4)
          .keyedByPartition()
          .writtenBy(Program.TRAIN, Program.PAGE_BUTTONS)
          .readBy(Program.SCORE, Program.PAGE_VIEW, Program.TEACH)),
  /** Views that people drew on the page; a model's newest counts. */
  VIEWS(
      named("views", "views that were set up on the page")
          .compacted(1)
          .keyedByPartition()
          .writtenBy(Program.PAGE_BUTTONS)
          .readBy(Program.PAGE_BUTTONS, Program.TEACH)),
  /** Commands to the trainer, and how its runs go. */
  TRAINING(
      named("training", "training's progress")
          .kept(1, "7d")
          .writtenBy(Program.TRAIN)
          .readBy(Program.PAGE_VIEW, Program.TEACH)),
  /** What the steps of training tell each other; as many partitions as threads may fit a model. */
  TRAINING_CONTROL(
      named("training-control", "messages between the steps of training")
          .kept(4, "7d")
          .keyedByPartition()
          .writtenBy(Program.TRAIN)
          .readBy(Program.TRAIN));

  /** How large a topic's records get. */
  public enum Size {
    /** What brokers take by default. */
    USUAL,
    /** As large as the largest frame. */
    FRAME,
    /** A frame, and why it could not be scored. */
    LETTER
  }

  private final Declaration declared;

  Topic(Declaration declared) {
    this.declared = declared;
  }

  /** As in settings: {@code topics.<id>.name}. */
  public String id() {
    return declared.id;
  }

  /** Whether records stay until a newer one has the same key, and not for a time. */
  public boolean isCompacted() {
    return declared.retention == null;
  }

  /**
   * Whether partitions may be added while it is in use. Not where a key's partition counts: readers
   * compute it for models; the state stores behind the others have a changelog with as many
   * partitions, and Kafka Streams ends when they differ.
   */
  public boolean isGrowable() {
    return !declared.keyedByPartition;
  }

  /** How large its records get. */
  public Size size() {
    return declared.size;
  }

  /** Who writes it. */
  public Set<Program> writers() {
    return declared.writers;
  }

  /** Who reads it, besides those who subscribe. */
  public Set<Program> readers() {
    return declared.readers;
  }

  int defaultPartitions() {
    return declared.partitions;
  }

  String defaultRetention() {
    return declared.retention;
  }

  /** What its records are, in a few words. */
  public String holds() {
    return declared.holds;
  }

  private static Declaration named(String id, String holds) {
    return new Declaration(id, holds);
  }

  /** What is said of a topic, each part by its name. */
  private static final class Declaration {
    private final String id;
    private final String holds;
    private int partitions;
    private String retention;
    private Size size = Size.USUAL;
    private boolean keyedByPartition;
    private Set<Program> writers = Set.of();
    private Set<Program> readers = Set.of();

    Declaration(String id, String holds) {
      this.id = id;
      this.holds = holds;
    }

    Declaration kept(int defaultPartitions, String defaultRetention) {
      partitions = defaultPartitions;
      retention = defaultRetention;
      return this;
    }

    Declaration compacted(int defaultPartitions) {
      partitions = defaultPartitions;
      return this;
    }

    Declaration records(Size largest) {
      size = largest;
      return this;
    }

    Declaration keyedByPartition() {
      keyedByPartition = true;
      return this;
    }

    Declaration writtenBy(Program... programs) {
      writers = Set.of(programs);
      return this;
    }

    Declaration readBy(Program... programs) {
      readers = Set.of(programs);
      return this;
    }
  }
}

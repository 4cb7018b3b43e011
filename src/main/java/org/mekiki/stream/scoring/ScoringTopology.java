package org.mekiki.stream.scoring;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.alarms.AlarmProcessor;

/**
 * frames → [score] → scores, heatmaps, anomalies, dead letters; → [watch] → alarms.
 *
 * <p>One processor scores, because a frame has to end in exactly one of scores and dead letters:
 * whatever can fail, has failed before anything is forwarded. Keys and values are bytes outside of
 * it, so that no serde can fail. The other one is told of each frame's outcome in the same task, so
 * that an alarm is committed with the score that raised it.
 */
public final class ScoringTopology {
  static final String SCORES = "scores";
  static final String HEATMAPS = "heatmaps";
  static final String ANOMALIES = "anomalies";
  static final String DEAD_LETTERS = "dead-letters";
  static final String WATCH = "watch";
  private static final String FRAMES = "frames";
  private static final String SCORE = "score";
  private static final String ALARMS = "alarms";

  private ScoringTopology() {}

  /** The topology: a function of its arguments alone. */
  public static Topology build(TopicsSettings topics, ScoringParts parts) {
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    CameraPlaces places = new CameraPlaces();
    Topology topology = new Topology();
    topology.addSource(FRAMES, in, in, topics.frames().name());
    topology.addProcessor(SCORE, () -> new ScoringProcessor(parts, places), FRAMES);
    topology.addSink(SCORES, topics.scores().name(), out, out, SCORE);
    topology.addSink(HEATMAPS, topics.heatmaps().name(), out, out, SCORE);
    topology.addSink(ANOMALIES, topics.anomalies().name(), out, out, SCORE);
    topology.addProcessor(
        WATCH,
        AlarmProcessor.supplier(
            parts.alarmRules(),
            parts.alarmListener(),
            new AlarmProcessor.Surroundings(
                parts.surroundings().origin(),
                parts.surroundings().fetching(),
                parts.surroundings().repeatsAlarms(),
                topics.frames().name(),
                parts.gaps())),
        SCORE);
    topology.addSink(ALARMS, topics.alarms().name(), out, out, WATCH);
    topology.addSink(DEAD_LETTERS, topics.deadLetters().name(), out, out, SCORE);
    return topology;
  }
}

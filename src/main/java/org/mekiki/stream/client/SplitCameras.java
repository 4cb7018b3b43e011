package org.mekiki.stream.client;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.RegisteredSchemas;

/**
 * Cameras whose frames come by more than one partition, by the last scores of all instances. A
 * camera that moved for good, because its client was corrected, is none: it changes once.
 */
public final class SplitCameras {
  /** Scores of each partition that are looked at, at most. */
  private static final int SCORES = 1000;

  private static final int CHANGES = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, Integer> last = new HashMap<>();
  private final Map<String, Integer> changes = new HashMap<>();
  private final Map<String, Set<Integer>> partitions = new TreeMap<>();

  private final RegisteredSchemas schemas;

  private SplitCameras(RegisteredSchemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Reads the last scores.
   *
   * @param client settings of a Kafka consumer
   * @param schemas of the registry that scores may be written with
   * @return by camera, the partitions of the topic of frames that it comes by
   */
  public static Map<String, Set<Integer>> find(
      Map<String, Object> client, String topic, RegisteredSchemas schemas) {
    try (TopicFollower scores = TopicFollower.ofLast(client, topic, SCORES)) {
      return find(scores, schemas);
    }
  }

  static Map<String, Set<Integer>> find(TopicFollower scores, RegisteredSchemas schemas) {
    SplitCameras split = new SplitCameras(schemas);
    scores.pollToEnd(PATIENCE, split::add);
    split.partitions.keySet().removeIf(camera -> split.changes.getOrDefault(camera, 0) < CHANGES);
    return split.partitions;
  }

  private void add(TopicFollower.Entry record) {
    Score score;
    try {
      score = record.score(schemas);
    } catch (IOException | RuntimeException e) {
      return; // what is no score says nothing of a camera
    }
    Integer before = last.put(score.getCamera(), score.getInputPartition());
    if (before != null && before != score.getInputPartition()) {
      changes.merge(score.getCamera(), 1, Integer::sum);
    }
    partitions
        .computeIfAbsent(score.getCamera(), camera -> new TreeSet<>())
        .add(score.getInputPartition());
  }
}

package org.mekiki.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.config.Topic;
import org.mekiki.config.TopicSettings;
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.codec.RecordSize;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.models.ModelTopic;

/** What all topics should be like. */
public final class TopicPlan {
  /**
   * Retention counts from when a record came, not from what its sender says: a camera with a wrong
   * clock, or a picture of last year, would be deleted before it is read.
   */
  private static final String APPEND_TIME = "LogAppendTime";

  private static final Duration SHORTEST_SEGMENT = Duration.ofMinutes(10);
  private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);
  private static final int SEGMENTS_PER_RETENTION = 10;

  /** Kafka's setting of the largest record batch that a topic takes. */
  static final String MAX_MESSAGE_BYTES = "max.message.bytes";

  private TopicPlan() {}

  public static List<TopicSpec> of(TopicsSettings topics) {
    return Arrays.stream(Topic.values()).map(topic -> spec(topic, topics)).toList();
  }

  /** A topic under another name that is as this one should be. */
  public static TopicSpec like(Topic topic, TopicsSettings topics, String name) {
    TopicSpec spec = spec(topic, topics);
    return new TopicSpec(
        name, spec.partitions(), spec.replicationFactor(), spec.settings(), spec.growable());
  }

  private static TopicSpec spec(Topic topic, TopicsSettings topics) {
    TopicSettings settings = topics.get(topic);
    Map<String, String> kafka = new HashMap<>();
    kafka.put(MAX_MESSAGE_BYTES, Integer.toString(maxMessageBytes(topic, topics)));
    kafka.put("compression.type", "producer");
    if (topic.isCompacted()) {
      kafka.putAll(ModelTopic.settings());
    } else {
      Duration retention = settings.retention().orElseThrow();
      kafka.put("cleanup.policy", "delete");
      kafka.put("message.timestamp.type", APPEND_TIME);
      // A broker's own limit of bytes would trim what is to be kept for a time.
      kafka.put("retention.bytes", "-1");
      kafka.put("retention.ms", Long.toString(retention.toMillis()));
      kafka.put("segment.ms", Long.toString(segment(retention).toMillis()));
    }
    return new TopicSpec(
        settings.name(),
        settings.partitions(),
        topics.replicationFactor(),
        kafka,
        topic.isGrowable());
  }

  /** Largest record batch that a topic has to take. */
  static int maxMessageBytes(Topic topic, TopicsSettings topics) {
    return switch (topic.size()) {
      case FRAME -> topics.maxMessageBytes();
      case LETTER -> DeadLetters.maxRecordBytes(topics.maxMessageBytes());
      case USUAL -> RecordSize.USUAL_LIMIT;
    };
  }

  /** A segment lives as long as its newest record: a slow camera's week-long one would stay. */
  private static Duration segment(Duration retention) {
    Duration part = retention.dividedBy(SEGMENTS_PER_RETENTION);
    if (part.compareTo(SHORTEST_SEGMENT) < 0) {
      return SHORTEST_SEGMENT;
    }
    return part.compareTo(LONGEST_SEGMENT) > 0 ? LONGEST_SEGMENT : part;
  }
}

package org.mekiki.stream.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Frames without a key, among the last of each partition: Avro ones are scored all the same, since
 * they name their camera themselves, but lie on any partition.
 */
public final class KeylessFrames {
  /** Frames of each partition that are looked at, at most. They are large. */
  private static final int FRAMES = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private KeylessFrames() {}

  /**
   * Reads the last frames.
   *
   * @param client settings of a Kafka consumer
   * @return where such frames lie, {@code topic-partition-offset} of the last one by partition
   */
  public static Map<Integer, String> find(Map<String, Object> client, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FRAMES);
    Map<Integer, String> found = new TreeMap<>();
    try (TopicFollower frames = TopicFollower.ofLast(settings, topic, FRAMES)) {
      frames.pollToEnd(
          PATIENCE,
          frame -> {
            if (frame.key() == null) {
              found.put(frame.partition(), frame.position());
            }
          });
    }
    return found;
  }
}

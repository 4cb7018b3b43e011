package org.mekiki.service.group;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;

/**
 * How long ago records came, without reading them: the cluster tells the first offset from a time
 * on, and by halving the time it is found to a {@value #PARTS}th of the retention.
 */
final class RecordAges {
  private static final int HALVINGS = 10;
  static final int PARTS = 1 << HALVINGS;

  private final Cluster cluster;

  /** Looks offsets up. */
  @FunctionalInterface
  interface Cluster {
    /** The first offset from a time on, in milliseconds since 1970; negative if there is none. */
    Map<TopicPartition, Long> firstFrom(Collection<TopicPartition> partitions, long millis)
        throws ExecutionException, InterruptedException;
  }

  RecordAges(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Age of the oldest of these records of a topic, from zero to its retention.
   *
   * @param next offset of the record, by partition; of all topics
   */
  Duration oldest(String topic, Map<TopicPartition, Long> next, Instant now, Duration retention)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> open = new HashMap<>(next);
    open.keySet().removeIf(partition -> !partition.topic().equals(topic));
    long low = now.minus(retention).toEpochMilli();
    long high = now.toEpochMilli();
    for (int i = 0; i < HALVINGS && !open.isEmpty(); i++) {
      long middle = low + (high - low) / 2;
      Map<TopicPartition, Long> first = cluster.firstFrom(open.keySet(), middle);
      boolean older =
          open.entrySet().stream().anyMatch(e -> isOlder(e.getValue(), first.get(e.getKey())));
      if (older) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return open.isEmpty() ? Duration.ZERO : Duration.ofMillis(now.toEpochMilli() - high);
  }

  /** Whether a record came before the time that was asked for. */
  private static boolean isOlder(long offset, long firstFromThen) {
    return firstFromThen < 0 || firstFromThen > offset;
  }
}

package org.mekiki.service.group;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * What a group has still to do, from offsets that were looked up one time after another: how much,
 * and for how long nothing of it has been committed. Thread-safe.
 */
final class Backlog {
  /**
   * Offsets of a partition.
   *
   * @param oldest of the records that are there
   * @param committed by the group, or the oldest where it has committed nothing
   * @param end behind the last record, committed or not: an open transaction counts
   */
  record Offsets(long oldest, long committed, long end) {
    long lag() {
      return Math.max(0, end - Math.max(oldest, committed));
    }
  }

  /**
   * A partition with something to do.
   *
   * @param lag records
   * @param since when its last commit was seen, or when there began to be something to do
   */
  record Waiting(TopicPartition partition, long lag, Instant since) {
    Duration age(Instant now) {
      return Duration.between(since, now);
    }
  }

  private final Map<TopicPartition, Offsets> known = new HashMap<>();
  private final Map<TopicPartition, Waiting> waiting = new HashMap<>();

  /** Offsets below these are no records, as far as they are not committed. */
  private final Map<TopicPartition, Long> emptyBelow = new HashMap<>();

  /** Takes what was looked up at a time. */
  synchronized void update(Instant now, Map<TopicPartition, Offsets> offsets) {
    known.keySet().retainAll(offsets.keySet());
    waiting.keySet().retainAll(offsets.keySet());
    offsets.forEach(
        (partition, is) -> {
          Offsets was = known.put(partition, is);
          Waiting before = waiting.get(partition);
          long lag = is.end() <= emptyBelow.getOrDefault(partition, 0L) ? 0 : is.lag();
          if (lag == 0) {
            waiting.remove(partition);
          } else {
            boolean committed = was == null || was.committed() != is.committed();
            Instant since = before == null || committed ? now : before.since();
            waiting.put(partition, new Waiting(partition, lag, since));
          }
        });
  }

  /** There are no records left in a partition up to this offset, though it is not committed. */
  synchronized void isEmptyBelow(TopicPartition partition, long end) {
    emptyBelow.put(partition, end);
    Offsets offsets = known.get(partition);
    if (offsets != null && offsets.end() <= end) {
      waiting.remove(partition);
    }
  }

  synchronized Map<TopicPartition, Offsets> offsets() {
    return Map.copyOf(known);
  }

  /** Records that wait in partitions of this topic. */
  synchronized long lag(String topic) {
    return waiting.values().stream()
        .filter(w -> w.partition().topic().equals(topic))
        .mapToLong(Waiting::lag)
        .sum();
  }

  /** The one among these partitions that has had no commit for longest; empty if none waits. */
  synchronized Optional<Waiting> longest(Predicate<TopicPartition> among) {
    return waiting.values().stream()
        .filter(w -> among.test(w.partition()))
        .min(Comparator.comparing(Waiting::since));
  }

  synchronized Collection<Waiting> waiting() {
    return List.copyOf(waiting.values());
  }
}

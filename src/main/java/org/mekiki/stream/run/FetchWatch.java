package org.mekiki.stream.run;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether the brokers answer a stream thread's fetches, with records or without: by its consumer's
 * own count. Each thread has a consumer of its own, and one that is answered says nothing of
 * another one's partitions. True as long as nothing is followed. Thread-safe.
 */
public final class FetchWatch {
  /** Brokers answer at least twice a second, also when there is nothing to fetch. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final String GROUP = "consumer-fetch-manager-metrics";
  private static final String FETCHES = "fetch-total";

  /** Kafka Streams names a thread's consumer by it. */
  private static final String CONSUMER = "-consumer";

  private final Clock clock;
  private Supplier<Map<MetricName, ? extends Metric>> metrics;

  /** By the consumer's client id. */
  private final Map<String, Answered> answered = new HashMap<>();

  private long followedAt;
  private long lookedAt;

  private record Answered(double fetches, long at) {}

  public FetchWatch(Clock clock) {
    this.clock = clock;
  }

  /** From now on it goes by these metrics of consumers. */
  public synchronized void follow(Supplier<Map<MetricName, ? extends Metric>> consumers) {
    metrics = consumers;
    followedAt = clock.millis();
  }

  /**
   * Whether the fetches of a thread's partitions are answered.
   *
   * @param thread its name; where no consumer bears it, the fetches of all count
   */
  public synchronized boolean isAnswered(String thread) {
    if (metrics == null) {
      return true;
    }
    long now = clock.millis();
    if (now - lookedAt >= LOOK_EVERY.toMillis()) {
      lookedAt = now;
      look(now);
    }
    String own = thread + CONSUMER;
    long last =
        answered.containsKey(own)
            ? answered.get(own).at()
            : answered.values().stream().mapToLong(Answered::at).max().orElse(followedAt);
    return now - last < ANSWER_WITHIN.toMillis();
  }

  private void look(long now) {
    Set<String> there = new HashSet<>();
    for (Map.Entry<MetricName, ? extends Metric> metric : metrics.get().entrySet()) {
      MetricName name = metric.getKey();
      String client = name.tags().get("client-id");
      if (name.name().equals(FETCHES)
          && name.group().equals(GROUP)
          && name.tags().keySet().equals(Set.of("client-id"))
          && !client.contains("restore")
          && metric.getValue().metricValue() instanceof Number number) {
        there.add(client);
        Answered before = answered.get(client);
        if (before == null) {
          answered.put(client, new Answered(number.doubleValue(), now));
        } else if (before.fetches() != number.doubleValue()) {
          answered.put(client, new Answered(number.doubleValue(), now));
        }
      }
    }
    answered.keySet().retainAll(there);
  }
}

package org.mekiki.stream.run;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether the brokers answer a topology's fetches, with records or without: by its consumers' own
 * count. True as long as nothing is followed. Thread-safe.
 */
public final class FetchWatch implements BooleanSupplier {
  /** Brokers answer at least twice a second, also when there is nothing to fetch. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final String GROUP = "consumer-fetch-manager-metrics";
  private static final String FETCHES = "fetch-total";

  private final Clock clock;
  private Supplier<Map<MetricName, ? extends Metric>> metrics;
  private double fetches = -1;
  private long lookedAt;
  private long answeredAt;

  public FetchWatch(Clock clock) {
    this.clock = clock;
  }

  /** From now on it goes by these metrics of consumers. */
  public synchronized void follow(Supplier<Map<MetricName, ? extends Metric>> consumers) {
    metrics = consumers;
    answeredAt = clock.millis();
  }

  @Override
  public synchronized boolean getAsBoolean() {
    if (metrics == null) {
      return true;
    }
    long now = clock.millis();
    if (now - lookedAt >= LOOK_EVERY.toMillis()) {
      lookedAt = now;
      double count = count();
      if (count != fetches) {
        fetches = count;
        answeredAt = now;
      }
    }
    return now - answeredAt < ANSWER_WITHIN.toMillis();
  }

  private double count() {
    double count = 0;
    for (Map.Entry<MetricName, ? extends Metric> metric : metrics.get().entrySet()) {
      MetricName name = metric.getKey();
      boolean ofAConsumer = name.tags().keySet().equals(java.util.Set.of("client-id"));
      if (name.name().equals(FETCHES)
          && name.group().equals(GROUP)
          && ofAConsumer
          && !name.tags().get("client-id").contains("restore")
          && metric.getValue().metricValue() instanceof Number number) {
        count += number.doubleValue();
      }
    }
    return count;
  }
}

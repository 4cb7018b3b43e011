package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

/** Whether brokers answer. */
class FetchWatchTest {
  private long now = 1_000_000;
  private final Map<String, Double> fetches = new HashMap<>(Map.of("a-consumer", 7.0));
  private final FetchWatch watch = new FetchWatch(new TestClock());

  @Test
  void whatIsNotFollowedIsNotMissed() {
    assertThat(watch.getAsBoolean()).isTrue();
  }

  @Test
  void brokersThatDoNotAnswerAreNoticedUntilTheyDo() {
    watch.follow(this::metrics);
    assertThat(watch.getAsBoolean()).isTrue();
    pass(FetchWatch.ANSWER_WITHIN.toMillis() - 1);
    assertThat(watch.getAsBoolean()).isTrue();
    pass(1);
    assertThat(watch.getAsBoolean()).isFalse();
    fetches.put("a-consumer", 8.0);
    pass(1_000);
    assertThat(watch.getAsBoolean()).isTrue();
  }

  @Test
  void consumersThatRestoreStateDoNotCount() {
    watch.follow(this::metrics);
    watch.getAsBoolean();
    pass(FetchWatch.ANSWER_WITHIN.toMillis());
    fetches.put("a-restore-consumer", 9.0);
    assertThat(watch.getAsBoolean()).isFalse();
  }

  private void pass(long millis) {
    now += millis;
  }

  private Map<MetricName, Metric> metrics() {
    Map<MetricName, Metric> all = new HashMap<>();
    fetches.forEach(
        (client, count) -> {
          MetricName name =
              new MetricName(
                  "fetch-total", "consumer-fetch-manager-metrics", "", Map.of("client-id", client));
          all.put(
              name,
              new Metric() {
                @Override
                public MetricName metricName() {
                  return name;
                }

                @Override
                public Object metricValue() {
                  return count;
                }
              });
        });
    return all;
  }

  private final class TestClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now);
    }
  }
}

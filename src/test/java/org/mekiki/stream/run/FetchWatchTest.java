package org.mekiki.stream.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
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
  private final FetchWatch watch =
      new FetchWatch(
          ((InstantSource) () -> Instant.ofEpochMilli(this.now)).withZone(ZoneOffset.UTC));

  @Test
  void whatIsNotFollowedIsNotMissed() {
    assertThat(watch.isAnswered("a")).isTrue();
  }

  @Test
  void brokersThatDoNotAnswerAreNoticedUntilTheyDo() {
    watch.follow(this::metrics);
    assertThat(watch.isAnswered("a")).isTrue();
    pass(FetchWatch.ANSWER_WITHIN.toMillis() - 1);
    assertThat(watch.isAnswered("a")).isTrue();
    pass(1);
    assertThat(watch.isAnswered("a")).isFalse();
    fetches.put("a-consumer", 8.0);
    pass(1_000);
    assertThat(watch.isAnswered("a")).isTrue();
  }

  @Test
  void consumersThatRestoreStateDoNotCount() {
    watch.follow(this::metrics);
    watch.isAnswered("a");
    pass(FetchWatch.ANSWER_WITHIN.toMillis());
    fetches.put("a-restore-consumer", 9.0);
    assertThat(watch.isAnswered("a")).isFalse();
  }

  @Test
  void aThreadThatIsAnsweredSaysNothingOfAnotherOne() {
    fetches.put("b-consumer", 1.0);
    watch.follow(this::metrics);
    assertThat(watch.isAnswered("a")).isTrue();
    for (int second = 0; second < 10; second++) {
      pass(1_000);
      fetches.merge("b-consumer", 1.0, Double::sum);
      assertThat(watch.isAnswered("b")).isTrue();
    }
    assertThat(watch.isAnswered("a")).isFalse();
    assertThat(watch.isAnswered("a thread under another name")).isTrue();
  }

  @Test
  void aThreadThatIsReplacedBeginsAnew() {
    watch.follow(this::metrics);
    assertThat(watch.isAnswered("a")).isTrue();
    fetches.clear();
    pass(60_000);
    fetches.put("c-consumer", 0.0);
    assertThat(watch.isAnswered("c")).isTrue();
    pass(FetchWatch.ANSWER_WITHIN.toMillis());
    assertThat(watch.isAnswered("c")).isFalse();
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
}

package org.mekiki.service.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class FrameLagTest {
  private final FrameLag lag = new FrameLag("mekiki.frames");
  private final Map<MetricName, Metric> metrics = new HashMap<>();

  private void put(String name, String topic, int partition, double value) {
    MetricName key =
        new MetricName(
            name,
            "consumer-fetch-manager-metrics",
            "",
            Map.of("topic", topic, "partition", "" + partition));
    metrics.put(
        key,
        new Metric() {
          @Override
          public MetricName metricName() {
            return key;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }

  @Test
  void isTheSumOverThePartitionsOfTheTopic() {
    put("records-lag", "mekiki.frames", 0, 3);
    put("records-lag", "mekiki.frames", 1, 4);
    put("records-lag", "mekiki.models", 0, 100);
    put("records-lag-max", "mekiki.frames", 0, 100);
    // The same partition under the name that Kafka has given up.
    put("records-lag", "mekiki_frames", 0, 3);
    assertThat(lag.of(metrics)).hasValue(7);
  }

  @Test
  void isNotKnownBeforeThereIsAPartitionAndAValue() {
    assertThat(lag.of(metrics)).isEmpty();
    put("records-lag", "mekiki.frames", 0, Double.NaN);
    assertThat(lag.of(metrics)).isEmpty();
  }
}

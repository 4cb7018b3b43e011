package org.mekiki.service.monitor;

import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How many records of a topic wait for a process, by its consumers' own meters. */
final class FrameLag {
  private static final String NAME = "records-lag";
  private static final String GROUP = "consumer-fetch-manager-metrics";

  private final String topic;

  FrameLag(String topic) {
    this.topic = topic;
  }

  /** Sum over the partitions that the process reads now; empty before it knows of any. */
  OptionalLong of(Map<MetricName, ? extends Metric> metrics) {
    boolean known = false;
    double lag = 0;
    for (Map.Entry<MetricName, ? extends Metric> entry : metrics.entrySet()) {
      MetricName name = entry.getKey();
      if (name.name().equals(NAME)
          && name.group().equals(GROUP)
          && topic.equals(name.tags().get("topic"))
          && entry.getValue().metricValue() instanceof Double value
          && value >= 0) {
        known = true;
        lag += value;
      }
    }
    return known ? OptionalLong.of(Math.round(lag)) : OptionalLong.empty();
  }
}

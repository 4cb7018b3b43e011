package org.mekiki.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrometheusRegistryFactoryTest {
  @Test
  void kafkasSecondNameOfATopicIsLeftOut() {
    PrometheusMeterRegistry registry =
        PrometheusRegistryFactory.create(Set.of("mekiki.frames", "line_4", "my.app-"));
    List<String> topics =
        List.of(
            "mekiki.frames",
            "mekiki_frames",
            "line_4",
            "my.app-tiles-repartition",
            "my_app-tiles-repartition",
            "other_topic");
    for (String topic : topics) {
      registry.gauge("kafka.consumer.lag", List.of(Tag.of("topic", topic)), 1);
    }
    registry.gauge("ours", List.of(Tag.of("topic", "mekiki_frames")), 1);
    assertThat(
            registry.get("kafka.consumer.lag").gauges().stream()
                .map(g -> g.getId().getTag("topic")))
        .containsExactlyInAnyOrder(
            "mekiki.frames", "line_4", "my.app-tiles-repartition", "other_topic");
    assertThat(registry.get("ours").gauges()).hasSize(1);
    registry.close();
  }
}

package org.mekiki.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What consumer groups have still to do, by topic. */
public final class GroupMeters {
  private GroupMeters() {}

  /** Figures of a topic, by its name; asked for at each scrape. */
  public interface Source {
    Set<String> topics();

    /** Records that wait. */
    double lag(String topic);

    /** Seconds without a commit while records wait. */
    double commitAge(String topic);

    /** Seconds that the oldest record has waited. */
    double lagAge(String topic);

    /** Seconds that the topic keeps records. */
    double retention(String topic);
  }

  /**
   * Registers them.
   *
   * @param topology whose group it is: {@code scoring} or {@code training}
   */
  public static void bind(MeterRegistry registry, String topology, Source source) {
    for (String topic : source.topics()) {
      gauge(registry, Metric.LAG, topology, topic, source::lag);
      gauge(registry, Metric.COMMIT_AGE, topology, topic, source::commitAge);
      gauge(registry, Metric.LAG_AGE, topology, topic, source::lagAge);
      gauge(registry, Metric.RETENTION, topology, topic, source::retention);
    }
  }

  private static void gauge(
      MeterRegistry registry,
      Metric metric,
      String topology,
      String topic,
      ToDoubleFunction<String> value) {
    metric
        .gauge(() -> value.applyAsDouble(topic))
        .tags("topology", topology, "topic", topic)
        .register(registry);
  }
}

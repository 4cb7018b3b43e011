package org.mekiki.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;

/**
 * Makes the registry that {@code /metrics} shows; its receiver hands it on and closes it. Others
 * bind theirs: {@code new KafkaStreamsMetrics(streams).bindTo(registry)}, once, to be closed before
 * the registry.
 */
public final class PrometheusRegistryFactory {
  private PrometheusRegistryFactory() {}

  /**
   * A registry with the JVM's and the process's own meters. Kafka's clients count a topic with dots
   * in its name twice: under its name, and for old dashboards under the name with the dots
   * replaced, so that every sum over topics would be twice what it is. The second is left out.
   *
   * @param topics names, or beginnings of names, of the topics that are read and written
   */
  public static PrometheusMeterRegistry create(Set<String> topics) {
    JvmGcMetrics collector = new JvmGcMetrics();
    PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT) {
          @Override
          public void close() {
            collector.close();
            super.close();
          }
        };
    registry.config().meterFilter(MeterFilter.deny(id -> namesTopicTwice(id, topics)));
    collector.bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  private static boolean namesTopicTwice(Meter.Id id, Set<String> topics) {
    String topic = id.getName().startsWith("kafka.") ? id.getTag("topic") : null;
    return topic != null
        && topics.stream()
            .filter(known -> known.indexOf('.') >= 0)
            .anyMatch(known -> !topic.startsWith(known) && topic.startsWith(underscored(known)));
  }

  private static String underscored(String topic) {
    return topic.replace('.', '_');
  }
}

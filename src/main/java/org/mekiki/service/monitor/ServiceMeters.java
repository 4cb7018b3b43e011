package org.mekiki.service.monitor;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.common.utils.ThreadUtils;
import org.apache.kafka.streams.KafkaStreams;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.MetricsSettings;
import org.mekiki.config.Topic;
import org.mekiki.metrics.AlarmMeters;
import org.mekiki.metrics.FrameMeters;
import org.mekiki.metrics.GroupMeters;
import org.mekiki.metrics.ModelMeters;
import org.mekiki.metrics.OtlpMetrics;
import org.mekiki.metrics.ProcessMeters;
import org.mekiki.metrics.PrometheusRegistryFactory;
import org.mekiki.terminal.Version;

/**
 * All meters of a process: of frames, alarms, models, JVM, process, topologies and Kafka's clients.
 */
final class ServiceMeters implements AutoCloseable {
  /** Kafka's meters of a partition come and go with it; they are looked for this often. */
  private static final Duration LOOK_FOR_KAFKA_METERS = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          ThreadUtils.createThreadFactory("mekiki-kafka-meters", true));
  private final FrameMeters frames;
  private final AlarmMeters alarms;
  private final ModelMeters models;
  private final Optional<OtlpMetrics> sending;
  private final Deque<KafkaStreamsMetrics> topologies = new ArrayDeque<>();

  /**
   * Meters of the process itself.
   *
   * @param service {@code score}, {@code train} or {@code demo}
   */
  ServiceMeters(MekikiConfig config, String service, String backbone) {
    registry = PrometheusRegistryFactory.create(topics(config));
    frames = new FrameMeters(registry, Clock.systemUTC());
    alarms = new AlarmMeters(registry);
    models = new ModelMeters(registry);
    MetricsSettings sent = config.metrics();
    sending =
        sent.enabled()
            ? Optional.of(
                new OtlpMetrics(
                    registry,
                    new OtlpMetrics.Receiver(
                        sent.endpoint(), sent.interval(), "mekiki-" + service, Version.current())))
            : Optional.empty();
    ProcessMeters.bind(registry, service, Version.current(), backbone);
  }

  /** Those of the configuration, and what the internal topics' names begin with. */
  private static Set<String> topics(MekikiConfig config) {
    Set<String> topics = new TreeSet<>();
    for (Topic topic : Topic.values()) {
      topics.add(config.topics().get(topic).name());
    }
    topics.add(config.score().applicationId() + "-");
    topics.add(config.train().applicationId() + "-");
    return topics;
  }

  FrameMeters frames() {
    return frames;
  }

  AlarmMeters alarms() {
    return alarms;
  }

  ModelMeters models() {
    return models;
  }

  /**
   * Adds those of a topology and of its consumers and producers.
   *
   * @param topology which one, as the label {@code topology}
   * @param group what its consumer group has still to do
   */
  synchronized void add(String topology, KafkaStreams streams, GroupMeters.Source group) {
    GroupMeters.bind(registry, topology, group);
    KafkaStreamsMetrics binder =
        new KafkaStreamsMetrics(
            streams, Tags.of("topology", topology), scheduler, LOOK_FOR_KAFKA_METERS);
    binder.bindTo(registry);
    topologies.push(binder);
  }

  /** What Prometheus reads. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public synchronized void close() {
    sending.ifPresent(OtlpMetrics::close);
    topologies.forEach(KafkaStreamsMetrics::close);
    topologies.clear();
    scheduler.shutdownNow();
    registry.close();
  }
}

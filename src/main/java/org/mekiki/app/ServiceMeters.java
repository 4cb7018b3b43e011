package org.mekiki.app;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.streams.KafkaStreams;
import org.mekiki.metrics.FrameMeters;
import org.mekiki.metrics.ModelMeters;
import org.mekiki.metrics.ProcessMeters;
import org.mekiki.metrics.PrometheusRegistryFactory;

/** All meters of a process: of frames, models, JVM, process, topologies and Kafka's clients. */
final class ServiceMeters implements AutoCloseable {
  /** Kafka's meters of a partition come and go with it; they are looked for this often. */
  private static final Duration LOOK_FOR_KAFKA_METERS = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry = PrometheusRegistryFactory.create();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "mekiki-kafka-meters");
            thread.setDaemon(true);
            return thread;
          });
  private final FrameMeters frames = new FrameMeters(registry, Clock.systemUTC());
  private final ModelMeters models = new ModelMeters(registry);
  private final Deque<KafkaStreamsMetrics> topologies = new ArrayDeque<>();

  /**
   * Meters of the process itself.
   *
   * @param service {@code score}, {@code train} or {@code demo}
   * @param backbone name of the network
   */
  ServiceMeters(String service, String backbone) {
    ProcessMeters.bind(registry, service, Main.version(), backbone);
  }

  FrameMeters frames() {
    return frames;
  }

  ModelMeters models() {
    return models;
  }

  /**
   * Adds those of a topology and of its consumers and producers.
   *
   * @param topology which one, as the label {@code topology}
   */
  synchronized void add(String topology, KafkaStreams streams) {
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
    topologies.forEach(KafkaStreamsMetrics::close);
    topologies.clear();
    scheduler.shutdownNow();
    registry.close();
  }
}

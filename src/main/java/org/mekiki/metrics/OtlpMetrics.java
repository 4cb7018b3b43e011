package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.mekiki.otlp.ReceiverWatch;

/**
 * Sends what {@code /metrics} shows by OTLP over HTTP, on a thread of its own. All figures are
 * totals since the start, so a receiver that was away misses only the times between. Thread-safe.
 */
public final class OtlpMetrics implements AutoCloseable {
  private static final String PATH = "/v1/metrics";

  /** For one request, and for closing. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ReceiverWatch watch;
  private final SdkMeterProvider provider;
  private final Duration patience;

  /**
   * Who gets them, and as whose.
   *
   * @param endpoint of the receiver, without a slash at the end
   * @param interval between two times
   */
  public record Receiver(String endpoint, Duration interval, String service, String version) {}

  /**
   * Begins to send.
   *
   * @param shown the registry of {@code /metrics}; close it after this
   */
  public OtlpMetrics(PrometheusMeterRegistry shown, Receiver receiver) {
    this(shown, receiver, PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience with one request, and with the last one when this is closed
   */
  OtlpMetrics(PrometheusMeterRegistry shown, Receiver receiver, Duration patience) {
    this(shown, receiver, exporter(receiver.endpoint() + PATH, patience), patience);
  }

  OtlpMetrics(
      PrometheusMeterRegistry shown,
      Receiver receiver,
      MetricExporter exporter,
      Duration patience) {
    this.patience = patience;
    watch =
        new ReceiverWatch(
            "metrics", receiver.endpoint() + PATH, "the next attempt sends the current totals");
    provider =
        SdkMeterProvider.builder()
            .setResource(resource(receiver))
            .registerMetricProducer(new ScrapedMetrics(shown.getPrometheusRegistry()))
            .registerMetricReader(
                PeriodicMetricReader.builder(new CountedExporter(exporter, watch, failures(shown)))
                    .setInterval(receiver.interval())
                    .build())
            .build();
  }

  private static MetricExporter exporter(String url, Duration patience) {
    // No retries: the next attempt sends the current totals.
    return OtlpHttpMetricExporter.builder()
        .setEndpoint(url)
        .setConnectTimeout(patience)
        .setTimeout(patience)
        .setRetryPolicy(null)
        .setMeterProvider(MeterProvider.noop())
        .build();
  }

  /** Two instances of a service must not write into the same series. */
  private static Resource resource(Receiver receiver) {
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.builder()
                    .put("service.name", receiver.service())
                    .put("service.version", receiver.version())
                    .put("service.instance.id", UUID.randomUUID().toString())
                    .build()));
  }

  /** There from the start, so that a rule or a panel sees the first failure. */
  static Counter failures(MeterRegistry registry) {
    return Metric.OTLP_FAILURES.counter().register(registry);
  }

  /** Sends the last figures; waits 3 s for it at most. */
  @Override
  public void close() {
    // The reader waits for a request that is under way, and then for the last one.
    Thread closing =
        new Thread(
            () -> {
              var unused = provider.shutdown().join(patience.toMillis(), TimeUnit.MILLISECONDS);
            },
            "otlp-metrics-end");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (closing.isAlive()) {
      watch.late();
    }
  }
}

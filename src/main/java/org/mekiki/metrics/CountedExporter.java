package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An exporter whose failures are counted, and of which only the first of several is logged. */
final class CountedExporter implements MetricExporter {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpMetrics.class);

  /** Held, because what is set at a logger goes with it when nobody holds it. */
  private static final java.util.logging.Logger ITS_OWN =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter.internal.http.HttpExporter");

  private final MetricExporter exporter;
  private final String url;
  private final Counter failures;
  private final AtomicBoolean away = new AtomicBoolean();

  CountedExporter(MetricExporter exporter, String url, Counter failures) {
    this.exporter = exporter;
    this.url = url;
    this.failures = failures;
    ITS_OWN.setFilter(CountedExporter::isOfOthers);
  }

  /** It would log each failure; spans have the same logger. */
  private static boolean isOfOthers(LogRecord entry) {
    return !String.valueOf(entry.getMessage()).startsWith("Failed to export metrics");
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    CompletableResultCode result = exporter.export(metrics);
    return result.whenComplete(() -> told(result));
  }

  private void told(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (away.compareAndSet(true, false)) {
        LOG.info("{} takes metrics again", url);
      }
      return;
    }
    failures.increment();
    if (away.compareAndSet(false, true)) {
      LOG.warn(
          "metrics can't be sent to {}, which is tried again each time: {}",
          url,
          String.valueOf(result.getFailureThrowable()));
    }
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return exporter.getAggregationTemporality(type);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}

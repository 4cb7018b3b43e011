package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An exporter whose failures are counted, and of which only the first of several is logged. */
final class CountedExporter implements MetricExporter {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpMetrics.class);

  /** Would log a stack trace every time. Held, or its level would go with it. */
  private static final java.util.logging.Logger ITS_OWN =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter");

  private final MetricExporter exporter;
  private final String url;
  private final Counter failures;
  private final AtomicBoolean away = new AtomicBoolean();

  CountedExporter(MetricExporter exporter, String url, Counter failures) {
    this.exporter = exporter;
    this.url = url;
    this.failures = failures;
    ITS_OWN.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    CompletableResultCode result = exporter.export(metrics);
    CompletableResultCode ended = new CompletableResultCode();
    result.whenComplete(
        () -> {
          told(result);
          ended.succeed(); // the reader would log each failure again
        });
    return ended;
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
          String.valueOf(cause(result.getFailureThrowable())));
    }
  }

  /** What went wrong with the connection, without its wrappers; null if nothing is known. */
  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof IOException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
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

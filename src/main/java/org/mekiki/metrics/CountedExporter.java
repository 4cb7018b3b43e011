package org.mekiki.metrics;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import org.mekiki.otlp.ReceiverWatch;

/** An exporter whose failures are counted. */
final class CountedExporter implements MetricExporter {
  private final MetricExporter exporter;
  private final ReceiverWatch watch;
  private final Counter failures;

  CountedExporter(MetricExporter exporter, ReceiverWatch watch, Counter failures) {
    this.exporter = exporter;
    this.watch = watch;
    this.failures = failures;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    CompletableResultCode result = exporter.export(metrics);
    CompletableResultCode ended = new CompletableResultCode();
    result.whenComplete(
        () -> {
          if (!watch.look(result)) {
            failures.increment();
          }
          ended.succeed(); // the reader would log each failure again
        });
    return ended;
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

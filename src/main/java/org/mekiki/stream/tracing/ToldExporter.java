package org.mekiki.stream.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.mekiki.otlp.ReceiverWatch;

/** An exporter whose failures are told. Thread-safe. */
final class ToldExporter implements SpanExporter {
  private final SpanExporter exporter;
  private final ReceiverWatch watch;

  ToldExporter(SpanExporter exporter, String url) {
    this.exporter = exporter;
    this.watch = new ReceiverWatch("spans", url, "they are lost until it takes them again");
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> watch.look(result));
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

package org.mekiki.stream.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An exporter of whose failures the first of several is logged, in one line. Thread-safe. */
final class ToldExporter implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger(ToldExporter.class);

  /** Would log a stack trace every time. Held, or its level would go with it. */
  private static final java.util.logging.Logger ITS_OWN =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter");

  private final SpanExporter exporter;
  private final String url;
  private final AtomicBoolean away = new AtomicBoolean();

  ToldExporter(SpanExporter exporter, String url) {
    this.exporter = exporter;
    this.url = url;
    ITS_OWN.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> told(result));
  }

  private void told(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (away.compareAndSet(true, false)) {
        LOG.info("{} takes spans again", url);
      }
    } else if (away.compareAndSet(false, true)) {
      LOG.warn(
          "spans can't be sent to {}, and are lost until it takes them again: {}",
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
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}

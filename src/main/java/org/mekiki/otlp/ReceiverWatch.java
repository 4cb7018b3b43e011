package org.mekiki.otlp;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a receiver does not take what is sent, and once that it takes it again. The
 * exporter itself would log a stack trace every time, so it is silenced. Thread-safe.
 */
public final class ReceiverWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiverWatch.class);

  /** Held, because its level would go with it. */
  private static final java.util.logging.Logger EXPORTER =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter");

  private final String what;
  private final String url;
  private final String meanwhile;
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * @param what is sent: spans, metrics
   * @param meanwhile what becomes of it while the receiver does not take it
   */
  public ReceiverWatch(String what, String url, String meanwhile) {
    this.what = what;
    this.url = url;
    this.meanwhile = meanwhile;
    EXPORTER.setLevel(Level.OFF);
  }

  /**
   * Looks at an attempt that has ended.
   *
   * @return whether the receiver took it
   */
  public boolean look(CompletableResultCode ended) {
    if (ended.isSuccess()) {
      if (away.compareAndSet(true, false)) {
        LOG.info("{} takes {} again", url, what);
      }
    } else if (away.compareAndSet(false, true)) {
      LOG.warn(
          "{} can't be sent to {}: {}; {}",
          what,
          url,
          reason(ended.getFailureThrowable()),
          meanwhile);
    }
    return ended.isSuccess();
  }

  /** Says that the last of them are not waited for any longer, unless it is known to be away. */
  public void late() {
    if (!away.get()) {
      LOG.warn("{} has not taken the last {} yet; they may be missing there", url, what);
    }
  }

  private static String reason(Throwable failure) {
    if (failure instanceof HttpExportException http && http.failedWithResponse()) {
      return "it answers " + http.getResponse().getStatusCode();
    }
    Throwable cause = failure;
    while (cause != null && !(cause instanceof IOException) && cause.getCause() != null) {
      cause = cause.getCause(); // wrappers say nothing
    }
    return String.valueOf(cause);
  }
}

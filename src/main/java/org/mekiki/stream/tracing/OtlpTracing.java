package org.mekiki.stream.tracing;

import io.opentelemetry.api.trace.Span;
import org.mekiki.config.TracingSettings;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.scoring.FrameTracing;

/**
 * Spans of a scorer's frames, sent by OTLP over HTTP. A frame that belongs to a trace continues it;
 * another one begins a trace, as often as the settings say. Thread-safe.
 */
public final class OtlpTracing implements FrameTracing {
  private final OtlpTracer tracer;

  public OtlpTracing(TracingSettings settings, String service, String version) {
    this.tracer = new OtlpTracer(settings, service, version);
  }

  /** What settings ask for: spans, or none without an endpoint. */
  public static FrameTracing of(TracingSettings settings, String service, String version) {
    return settings.endpoint().isEmpty() ? NOOP : new OtlpTracing(settings, service, version);
  }

  @Override
  public Work begin(InputRecord input) {
    return tracer
        .guard()
        .guard(
            () -> {
              Span span = tracer.consumer("score", input);
              return span.isRecording() ? new FrameSpans(tracer, span) : Work.NOOP;
            },
            Work.NOOP);
  }

  /** Sends what waits. */
  void flush() {
    tracer.flush();
  }

  /** Sends what waits, for a moment. */
  @Override
  public void close() {
    tracer.close();
  }
}

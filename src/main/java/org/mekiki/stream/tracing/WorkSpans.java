package org.mekiki.stream.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;

/**
 * A span for a piece of work, and spans below it for its stages. Its faults cost spans, never the
 * work. For one thread.
 */
class WorkSpans {
  private final Tracer tracer;
  final Guard guard;
  private final long epochNanos = epochNanos();
  final Span all;
  final long startNanos = System.nanoTime();

  WorkSpans(OtlpTracer tracer, Span all) {
    this.tracer = tracer.tracer();
    this.guard = tracer.guard();
    this.all = all;
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** The record in the trace of this work. */
  public InputRecord outgoing(InputRecord input) {
    return guard.guard(() -> inTrace(input), input);
  }

  private InputRecord inTrace(InputRecord input) {
    Map<String, String> trace = new HashMap<>();
    W3CTraceContextPropagator.getInstance().inject(Context.root().with(all), trace, Map::put);
    Headers headers = new RecordHeaders(input.headers());
    new TraceContext(trace.get(TraceContext.PARENT), trace.getOrDefault(TraceContext.STATE, ""))
        .write(headers);
    return input.with(headers);
  }

  /** Ends it; a frame that can't be used says why by its label. */
  public void failed(RuntimeException why) {
    guard.guard(
        () -> {
          all.setStatus(StatusCode.ERROR, Objects.toString(why.getMessage(), ""));
          all.setAttribute(
              "error.type",
              why instanceof UnscorableException unscorable
                  ? unscorable.rejection().label()
                  : why.getClass().getName());
          end();
        });
  }

  final void end() {
    all.end(epoch(System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** A span of a stage, by {@link System#nanoTime}. */
  final long stage(String name, long from, long to) {
    tracer
        .spanBuilder(name)
        .setParent(Context.root().with(all))
        .setStartTimestamp(epoch(from), TimeUnit.NANOSECONDS)
        .startSpan()
        .end(epoch(Math.max(from, to)), TimeUnit.NANOSECONDS);
    return to;
  }

  private long epoch(long nanos) {
    return epochNanos + (nanos - startNanos);
  }
}

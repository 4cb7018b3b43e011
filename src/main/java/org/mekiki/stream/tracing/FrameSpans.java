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
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.StageTimes;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.scoring.FrameTracing;

/**
 * The spans of one frame: one for all, and below it one for each stage. The stages are known by
 * their times, in their order and without gaps, when the inspection ends; {@code read} is what came
 * before it, waiting for the model or a store among it. For one thread.
 */
final class FrameSpans implements FrameTracing.Work {
  private final Tracer tracer;
  private final Span all;
  private final long startNanos = System.nanoTime();
  private final long epochNanos = epochNanos();
  private long inspectedNanos;

  /**
   * @param all that is recorded
   */
  FrameSpans(Tracer tracer, Span all) {
    this.tracer = tracer;
    this.all = all;
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public InputRecord outgoing(InputRecord input) {
    Map<String, String> trace = new HashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(Context.root().with(all), trace, (all, key, value) -> put(all, key, value));
    Headers headers = new RecordHeaders(input.headers());
    new TraceContext(trace.get(TraceContext.PARENT), trace.getOrDefault(TraceContext.STATE, ""))
        .write(headers);
    return input.with(headers);
  }

  private static void put(Map<String, String> trace, String key, String value) {
    Objects.requireNonNull(trace, "trace").put(key, value);
  }

  @Override
  public void inspected(Inspection found) {
    inspectedNanos = System.nanoTime();
    StageTimes times = found.times();
    long at = inspectedNanos - times.total();
    stage("read", startNanos, at);
    at = stage("decode", at, at + times.decode());
    if (times.align() > 0) {
      at = stage("align", at, at + times.align());
    }
    if (found.notAligned().isEmpty()) {
      at = stage("backbone", at, at + times.backbone());
      at = stage("distance", at, at + times.mahalanobis());
      at = stage("map", at, at + times.map());
      stage("heatmap", at, at + times.heatmap());
    }
  }

  @Override
  public void scored(Frame frame, Inspection found) {
    stage("publish", inspectedNanos, System.nanoTime());
    all.setAttribute("mekiki.camera", frame.camera());
    all.setAttribute("mekiki.frame", frame.id());
    all.setAttribute("mekiki.model", found.model());
    all.setAttribute("mekiki.model.version", found.modelVersion());
    all.setAttribute("mekiki.score", found.score());
    all.setAttribute("mekiki.threshold", found.threshold());
    all.setAttribute("mekiki.verdict", found.anomalous() ? "ANOMALOUS" : "GOOD");
    end();
  }

  @Override
  public void failed(RuntimeException why) {
    all.setStatus(StatusCode.ERROR, Objects.toString(why.getMessage(), ""));
    all.setAttribute(
        "error.type",
        why instanceof UnscorableException unscorable
            ? unscorable.rejection().label()
            : why.getClass().getName());
    end();
  }

  private void end() {
    all.end(epoch(System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private long stage(String name, long from, long to) {
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

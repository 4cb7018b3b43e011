package org.mekiki.stream.tracing;

import io.opentelemetry.api.trace.Span;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.StageTimes;
import org.mekiki.stream.scoring.FrameTracing;

/**
 * The spans of one frame: one for all, and below it one for each stage. The stages are known by
 * their times, in their order and without gaps, when the inspection ends; {@code read} is what came
 * before it, waiting for the model or a store among it. For one thread.
 */
final class FrameSpans extends WorkSpans implements FrameTracing.Work {
  private long inspectedNanos;

  FrameSpans(OtlpTracer tracer, Span all) {
    super(tracer, all);
  }

  @Override
  public void inspected(Inspection found) {
    guard.guard(
        () -> {
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
        });
  }

  @Override
  public void scored(Frame frame, Inspection found) {
    guard.guard(
        () -> {
          stage("publish", inspectedNanos, System.nanoTime());
          all.setAttribute("mekiki.camera", frame.camera());
          all.setAttribute("mekiki.frame", frame.id());
          all.setAttribute("mekiki.model", found.model());
          all.setAttribute("mekiki.model.version", found.modelVersion());
          all.setAttribute("mekiki.score", found.score());
          all.setAttribute("mekiki.threshold", found.threshold());
          all.setAttribute("mekiki.verdict", found.anomalous() ? "ANOMALOUS" : "GOOD");
          end();
        });
  }
}

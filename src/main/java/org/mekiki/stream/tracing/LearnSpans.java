package org.mekiki.stream.tracing;

import io.opentelemetry.api.trace.Span;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.stream.training.message.TrainingTracing;

/**
 * The spans of one good frame: one for all, and below it {@code read}, with the bringing of a
 * picture by reference, {@code decode}, {@code backbone}, and {@code publish}, which sends it to
 * its tiles. For one thread.
 */
final class LearnSpans extends WorkSpans implements TrainingTracing.Work {
  private long embeddedNanos;

  LearnSpans(OtlpTracer tracer, Span all) {
    super(tracer, all);
  }

  @Override
  public void embedded(FrameEmbedder.Learned learned) {
    guard.guard(
        () -> {
          embeddedNanos = System.nanoTime();
          long decoded = embeddedNanos - learned.backboneNanos();
          long read = decoded - learned.decodeNanos();
          stage("read", startNanos, read);
          stage("decode", read, decoded);
          stage("backbone", decoded, embeddedNanos);
        });
  }

  @Override
  public void learned(String model, String frame) {
    guard.guard(
        () -> {
          stage("publish", embeddedNanos, System.nanoTime());
          all.setAttribute("mekiki.model", model);
          all.setAttribute("mekiki.frame", frame);
          end();
        });
  }
}

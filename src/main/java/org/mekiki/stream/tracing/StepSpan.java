package org.mekiki.stream.tracing;

import io.opentelemetry.api.trace.Span;
import org.mekiki.stream.training.message.TrainingTracing;

/** The span of one step of the making of a model. For one thread. */
final class StepSpan extends WorkSpans implements TrainingTracing.Step {
  StepSpan(OtlpTracer tracer, Span span) {
    super(tracer, span);
  }

  @Override
  public void done() {
    guard.guard(this::end);
  }
}

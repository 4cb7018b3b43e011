package org.mekiki.stream.tracing;

import io.opentelemetry.api.trace.Span;
import java.util.Optional;
import org.mekiki.config.TracingSettings;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.training.message.Accumulation;
import org.mekiki.stream.training.message.TrainingTracing;

/** Spans of a trainer, sent by OTLP over HTTP, as {@link OtlpTracing} does. Thread-safe. */
public final class OtlpTrainingTracing implements TrainingTracing {
  private final OtlpTracer tracer;

  public OtlpTrainingTracing(TracingSettings settings, String service, String version) {
    this.tracer = new OtlpTracer(settings, service, version);
  }

  /** What settings ask for: spans, or none without an endpoint. */
  public static TrainingTracing of(TracingSettings settings, String service, String version) {
    return settings.endpoint().isEmpty()
        ? NOOP
        : new OtlpTrainingTracing(settings, service, version);
  }

  @Override
  public Work learn(InputRecord input) {
    return tracer
        .guard()
        .guard(
            () -> {
              Span span = tracer.consumer("learn", input);
              return span.isRecording() ? new LearnSpans(tracer, span) : Work.NOOP;
            },
            Work.NOOP);
  }

  @Override
  public Step begin(String name, String accumulation, Optional<TraceContext> parent) {
    return tracer.guard().guard(() -> step(name, accumulation, parent), Step.NOOP);
  }

  private Step step(String name, String accumulation, Optional<TraceContext> parent) {
    Accumulation run = Accumulation.parse(accumulation);
    Span span =
        tracer
            .tracer()
            .spanBuilder(name + " " + run.model())
            .setParent(OtlpTracer.parent(parent))
            .setAttribute("mekiki.model", run.model())
            .setAttribute("mekiki.run", run.run())
            .startSpan();
    return span.isRecording() ? new StepSpan(tracer, span) : Step.NOOP;
  }

  /** Sends what waits, for a moment. */
  @Override
  public void close() {
    tracer.close();
  }
}

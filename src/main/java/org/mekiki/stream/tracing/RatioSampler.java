package org.mekiki.stream.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import org.mekiki.stream.codec.TraceContext;

/**
 * Spans for a share of traces that begin here or in a command of {@link TraceContext#begin}; all
 * others do as their parent does. The same traces are chosen everywhere. Thread-safe.
 */
final class RatioSampler implements Sampler {
  private final Sampler share;
  private final Sampler asTheParent;

  /**
   * @param ratio 0 to 1
   */
  RatioSampler(double ratio) {
    share = Sampler.traceIdRatioBased(ratio);
    asTheParent = Sampler.parentBased(share);
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext context = Span.fromContext(parent).getSpanContext();
    boolean undecided =
        context.isRemote()
            && TraceContext.isBegun(context.getTraceState().get(TraceContext.BEGUN_KEY));
    return (undecided ? share : asTheParent)
        .shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "RatioSampler{" + share.getDescription() + "}";
  }
}

package org.mekiki.stream.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mekiki.config.TracingSettings;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.scoring.FrameTracing;

/**
 * Spans of frames, sent by OTLP over HTTP. A frame that belongs to a trace continues it; another
 * one begins a trace, as often as the settings say. Spans wait in memory, 2048 of them at most, and
 * are sent every few seconds; a receiver that is away loses spans, and delays no frame.
 * Thread-safe.
 */
public final class OtlpTracing implements FrameTracing {
  private static final String PATH = "/v1/traces";
  private static final int CLOSE_SECONDS = 3;

  private static final TextMapGetter<Map<String, String>> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * @param settings with an endpoint
   * @param service name of the service
   * @param version of the service
   */
  public OtlpTracing(TracingSettings settings, String service, String version) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(settings.endpoint() + PATH).build();
    provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                service,
                                AttributeKey.stringKey("service.version"),
                                version))))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    tracer = provider.get("org.mekiki");
  }

  /** What settings ask for: spans, or none without an endpoint. */
  public static FrameTracing of(TracingSettings settings, String service, String version) {
    return settings.endpoint().isEmpty()
        ? NOOP
        : new GuardedTracing(new OtlpTracing(settings, service, version));
  }

  @Override
  public Work begin(InputRecord input) {
    Span span =
        tracer
            .spanBuilder("score " + input.topic())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(parent(input))
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.operation.type", "process")
            .setAttribute("messaging.destination.name", input.topic())
            .setAttribute("messaging.destination.partition.id", Integer.toString(input.partition()))
            .setAttribute("messaging.kafka.offset", input.offset())
            .startSpan();
    return span.isRecording() ? new FrameSpans(tracer, span) : Work.NOOP;
  }

  private static Context parent(InputRecord input) {
    return TraceContext.of(input.headers())
        .map(
            trace ->
                W3CTraceContextPropagator.getInstance()
                    .extract(
                        Context.root(),
                        Map.of(
                            TraceContext.PARENT, trace.parent(), TraceContext.STATE, trace.state()),
                        GETTER))
        .orElse(Context.root());
  }

  /** Sends what waits, for a moment. */
  @Override
  public void close() {
    var unused = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}

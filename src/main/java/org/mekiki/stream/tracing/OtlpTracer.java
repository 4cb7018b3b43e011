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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mekiki.config.TracingSettings;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;

/**
 * What sends spans by OTLP over HTTP. Spans wait in memory, 2048 of them at most, and are sent
 * every few seconds; a receiver that is away loses spans, and delays no frame. Thread-safe.
 */
final class OtlpTracer implements AutoCloseable {
  private static final String PATH = "/v1/traces";
  private static final int CLOSE_SECONDS = 3;

  /** With its retries. */
  private static final int FLUSH_SECONDS = 60;

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
  private final Guard guard = new Guard();

  OtlpTracer(TracingSettings settings, String service, String version) {
    String url = settings.endpoint() + PATH;
    OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setEndpoint(url).build();
    provider =
        SdkTracerProvider.builder()
            .setSampler(new RatioSampler(settings.ratio()))
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                service,
                                AttributeKey.stringKey("service.version"),
                                version))))
            .addSpanProcessor(BatchSpanProcessor.builder(new ToldExporter(exporter, url)).build())
            .build();
    tracer = provider.get("org.mekiki");
  }

  Tracer tracer() {
    return tracer;
  }

  Guard guard() {
    return guard;
  }

  /** Begins the span of a record: it continues the record's trace, or begins one. */
  Span consumer(String what, InputRecord input) {
    return tracer
        .spanBuilder(what + " " + input.topic())
        .setSpanKind(SpanKind.CONSUMER)
        .setParent(parent(TraceContext.of(input.headers())))
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", input.topic())
        .setAttribute("messaging.destination.partition.id", Integer.toString(input.partition()))
        .setAttribute("messaging.kafka.offset", input.offset())
        .startSpan();
  }

  static Context parent(Optional<TraceContext> trace) {
    return trace
        .map(
            of ->
                W3CTraceContextPropagator.getInstance()
                    .extract(
                        Context.root(),
                        Map.of(TraceContext.PARENT, of.parent(), TraceContext.STATE, of.state()),
                        GETTER))
        .orElse(Context.root());
  }

  /** Sends what waits. */
  void flush() {
    var unused = provider.forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends what waits, for a moment. */
  @Override
  public void close() {
    guard.guard(() -> provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS), null);
  }
}

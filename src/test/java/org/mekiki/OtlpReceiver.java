package org.mekiki;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A receiver of OTLP over HTTP, which reads with OpenTelemetry's own definitions. */
public final class OtlpReceiver implements AutoCloseable {
  private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
  private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Starts one on a port that is free. */
  public OtlpReceiver() throws IOException {
    this(0);
  }

  /** Starts one on a port; one that is to come back takes it from {@code FreePorts}. */
  public OtlpReceiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/v1/traces", this::receiveTraces);
    server.createContext("/v1/metrics", this::receiveMetrics);
    server.start();
  }

  private void receiveTraces(HttpExchange exchange) throws IOException {
    try (exchange) {
      traces.add(ExportTraceServiceRequest.parseFrom(body(exchange)));
      answer(exchange);
    }
  }

  private void receiveMetrics(HttpExchange exchange) throws IOException {
    try (exchange) {
      metrics.add(ExportMetricsServiceRequest.parseFrom(body(exchange)));
      answer(exchange);
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    return exchange.getRequestBody().readAllBytes();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public List<ExportTraceServiceRequest> traces() {
    return traces;
  }

  public List<ExportMetricsServiceRequest> metrics() {
    return metrics;
  }

  /** The spans, when there are this many. */
  public List<Span> spans(int number) {
    Awaitility.await()
        .atMost(Patience.PATIENCE)
        .untilAsserted(() -> assertThat(spans()).as("spans received").hasSize(number));
    return spans();
  }

  /** The spans so far. */
  public List<Span> spans() {
    return traces.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** Text of an attribute; null if there is none. */
  public static String attribute(List<KeyValue> attributes, String name) {
    return attributes.stream()
        .filter(each -> each.getKey().equals(name))
        .map(each -> each.getValue().getStringValue())
        .findFirst()
        .orElse(null);
  }

  public static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Ends it; until another one is started on its port, the receiver is away. */
  @Override
  public void close() {
    server.stop(0);
  }
}

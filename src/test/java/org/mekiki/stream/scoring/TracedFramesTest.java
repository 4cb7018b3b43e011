package org.mekiki.stream.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.OtlpReceiver.hex;
import static org.mekiki.stream.scoring.ScoringFixture.header;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.OtlpReceiver;
import org.mekiki.config.TracingSettings;
import org.mekiki.model.VerifiedModel;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.tracing.OtlpTracing;

/** Spans as a receiver of OTLP gets them, read with OpenTelemetry's own definitions. */
class TracedFramesTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TempDir static Path training;
  private static VerifiedModel trained;

  @TempDir Path state;
  private OtlpReceiver receiver;
  private OtlpTracing tracing;
  private ScoringFixture scoring;

  @BeforeAll
  static void train() {
    trained = ScoringFixture.train(training);
  }

  @BeforeEach
  void start() throws Exception {
    receiver = new OtlpReceiver();
    start(1);
  }

  private void start(double ratio) {
    tracing =
        new OtlpTracing(new TracingSettings(receiver.endpoint(), ratio), "mekiki-score", "1.2.3");
    scoring = ScoringFixture.of(trained, TIME).tracing(tracing).open(state);
  }

  @AfterEach
  void stop() {
    scoring.close();
    tracing.close();
    receiver.close();
  }

  @Test
  void theSpansOfAFrameContinueItsTraceAndNameTheStages() throws Exception {
    scoring.send(
        "cam", TestFrames.defective(1), TIME, "traceparent", PARENT, "tracestate", "rojo=1");

    List<Span> spans = spans(8);
    Span all = whole(spans);
    assertThat(all.getName()).isEqualTo("score frames");
    assertThat(all.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
    assertThat(hex(all.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
    assertThat(spans).allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
    List<Span> stages = spans.stream().filter(span -> span != all).toList();
    assertThat(stages)
        .extracting(Span::getName)
        .containsExactly("read", "decode", "backbone", "distance", "map", "heatmap", "publish");
    long last = all.getStartTimeUnixNano();
    for (Span stage : stages) {
      assertThat(stage.getParentSpanId()).isEqualTo(all.getSpanId());
      assertThat(stage.getEndTimeUnixNano()).isGreaterThanOrEqualTo(stage.getStartTimeUnixNano());
      assertThat(stage.getStartTimeUnixNano()).isGreaterThanOrEqualTo(last);
      last = stage.getStartTimeUnixNano();
    }
    assertThat(all.getEndTimeUnixNano()).isGreaterThanOrEqualTo(last);
    assertThat(attribute(all, "mekiki.camera")).isEqualTo("cam");
    assertThat(attribute(all, "mekiki.verdict")).isEqualTo("ANOMALOUS");
    assertThat(attribute(all, "messaging.destination.name")).isEqualTo("frames");
    ResourceSpans resource = receiver.traces().get(0).getResourceSpans(0);
    assertThat(resource.getResource().getAttributesList())
        .anySatisfy(
            each -> {
              assertThat(each.getKey()).isEqualTo("service.name");
              assertThat(each.getValue().getStringValue()).isEqualTo("mekiki-score");
            });
    for (String topic : List.of("scores", "heatmaps", "anomalies")) {
      TestRecord<byte[], byte[]> record = scoring.read(topic).get(0);
      assertThat(header(record, "traceparent"))
          .as(topic)
          .isEqualTo("00-" + TRACE + "-" + hex(all.getSpanId()) + "-01");
      assertThat(header(record, "tracestate")).as(topic).isEqualTo("rojo=1");
    }
  }

  @Test
  void aFrameWithoutATraceBeginsOne() throws Exception {
    scoring.send("cam", TestFrames.good(1), TIME);

    Span all = whole(spans(8));
    assertThat(all.getParentSpanId().isEmpty()).isTrue();
    assertThat(header(scoring.read("scores").get(0), "traceparent"))
        .startsWith("00-" + hex(all.getTraceId()) + "-" + hex(all.getSpanId()) + "-0");
  }

  @Test
  void aTraceThatIsNotSampledPassesOnWithoutSpans() throws Exception {
    String parent = "00-" + TRACE + "-00f067aa0ba902b7-00";
    scoring.send("cam", TestFrames.good(1), TIME, "traceparent", parent);

    assertThat(spans(0)).isEmpty();
    assertThat(header(scoring.read("scores").get(0), "traceparent")).isEqualTo(parent);
  }

  @Test
  void aRatioOfZeroMakesSpansForSampledTracesOnly() throws Exception {
    stopAll();
    start(0);
    scoring.send("cam", TestFrames.good(1), TIME);
    scoring.send("cam", TestFrames.good(2), TIME, "traceparent", PARENT);

    spans(8);
    assertThat(scoring.read("scores").get(0).headers().lastHeader("traceparent")).isNull();
  }

  @Test
  void aDeadLetterIsASpanThatSaysWhyAndKeepsItsFramesHeaders() throws Exception {
    scoring.send("cam", "text".getBytes(UTF_8), TIME, "traceparent", PARENT);

    Span span = whole(spans(1));
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(attribute(span, "error.type")).isEqualTo("not-an-image");
    assertThat(header(scoring.read("dead-letters").get(0), "traceparent")).isEqualTo(PARENT);
  }

  @Test
  void aReceiverThatIsAwayCostsSpansAndNoFrame() throws Exception {
    receiver.close();
    scoring.send("cam", TestFrames.good(1), TIME);
    tracing.close();
    scoring.send("cam", TestFrames.good(2), TIME);

    assertThat(scoring.read("scores")).hasSize(2);
  }

  private void stopAll() {
    scoring.close();
    tracing.close();
  }

  /** The spans so far, when there are this many: closing sends them. */
  private List<Span> spans(int number) {
    tracing.close();
    return receiver.spans(number);
  }

  private static Span whole(List<Span> spans) {
    List<Span> whole = spans.stream().filter(span -> span.getName().startsWith("score ")).toList();
    assertThat(whole).as("spans of whole frames among %s", spans).hasSize(1);
    return whole.get(0);
  }

  private static String attribute(Span span, String name) {
    return OtlpReceiver.attribute(span.getAttributesList(), name);
  }
}

package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mekiki.OtlpReceiver.attribute;
import static org.mekiki.OtlpReceiver.hex;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.OtlpReceiver;
import org.mekiki.config.TracingSettings;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.tracing.OtlpTrainingTracing;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingTracing;

/** Spans of a trainer as a receiver of OTLP gets them. */
class TracedTrainingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TempDir Path state;
  private OtlpReceiver receiver;
  private TrainingTracing tracing;
  private TrainingFixture training;

  @BeforeEach
  void start() throws Exception {
    receiver = new OtlpReceiver();
    tracing = tracing(1);
    training = new TrainingFixture(state, tracing);
  }

  private TrainingTracing tracing(double ratio) {
    return OtlpTrainingTracing.of(
        new TracingSettings(receiver.endpoint(), ratio), "mekiki-train", "1.2.3");
  }

  @AfterEach
  void stop() {
    training.close();
    tracing.close();
    receiver.close();
  }

  @Test
  void aGoodFramesSpansContinueItsTraceAndItsEventIsPartOfIt() {
    training.sendGood("cam", TestFrames.good(1), "traceparent", PARENT, "tracestate", "rojo=1");

    List<Span> spans = spans(5);
    Span all = spans.get(4);
    assertThat(all.getName()).isEqualTo("learn good");
    assertThat(hex(all.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
    assertThat(attribute(all.getAttributesList(), "mekiki.model")).isEqualTo("cam");
    assertThat(attribute(all.getAttributesList(), "messaging.destination.name")).isEqualTo("good");
    List<Span> stages = spans.subList(0, 4);
    assertThat(stages)
        .extracting(Span::getName)
        .containsExactly("read", "decode", "backbone", "publish");
    long last = all.getStartTimeUnixNano();
    for (Span stage : stages) {
      assertThat(hex(stage.getTraceId())).isEqualTo(TRACE);
      assertThat(stage.getParentSpanId()).isEqualTo(all.getSpanId());
      assertThat(stage.getStartTimeUnixNano()).isGreaterThanOrEqualTo(last);
      assertThat(stage.getEndTimeUnixNano()).isGreaterThanOrEqualTo(stage.getStartTimeUnixNano());
      last = stage.getEndTimeUnixNano();
    }
    assertThat(all.getEndTimeUnixNano()).isGreaterThanOrEqualTo(last);
    TestRecord<byte[], byte[]> event = training.read("training").get(0);
    assertThat(new String(event.value(), UTF_8)).contains("EMBEDDED");
    assertThat(header(event, "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + hex(all.getSpanId()) + "-01");
    assertThat(header(event, "tracestate")).isEqualTo("rojo=1");
  }

  @Test
  void whatCannotBeLearnedIsASpanThatSaysWhy() {
    training.sendGood("cam", "text".getBytes(UTF_8), "traceparent", PARENT);

    Span span = spans(1).get(0);
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(attribute(span.getAttributesList(), "error.type")).isEqualTo("not-an-image");
    assertThat(header(training.read("dead-letters").get(0), "traceparent")).isEqualTo(PARENT);
    assertThat(header(training.read("training").get(0), "traceparent")).isEqualTo(PARENT);
  }

  @Test
  void sumsFitsAndThePublishingAreOfTheCommandsTraceAndSoIsTheModel() {
    closeAll();
    tracing = tracing(0);
    training = new TrainingFixture(state.resolve("other"), tracing);
    training.sendGood("cam", 0, 12);
    training.send(
        "cam", TrainingCommand.fit("cam", "f", "", 1, 1).toBytes(), "traceparent", PARENT);
    int tiles = TrainingFixture.settings(4).tiling().tiles();

    List<String> expected = new ArrayList<>(Collections.nCopies(tiles, "sums cam"));
    expected.addAll(Collections.nCopies(tiles, "fit cam"));
    expected.add("publish cam");
    List<Span> spans = spans(expected.size());
    assertThat(spans).extracting(Span::getName).containsExactlyElementsOf(expected);
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
              assertThat(hex(span.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
            });
    List<TestRecord<byte[], byte[]>> events = training.read("training");
    TestRecord<byte[], byte[]> published = events.get(events.size() - 1);
    assertThat(new String(published.value(), UTF_8)).contains("PUBLISHED");
    assertThat(header(published, "traceparent")).isEqualTo(PARENT);
    assertThat(training.read("models"))
        .filteredOn(record -> new String(record.key(), UTF_8).equals("m/cam"))
        .singleElement()
        .satisfies(record -> assertThat(header(record, "traceparent")).isEqualTo(PARENT));
    assertThat(events)
        .filteredOn(record -> new String(record.value(), UTF_8).contains("EMBEDDED"))
        .hasSize(12)
        .allSatisfy(record -> assertThat(header(record, "traceparent")).isNull());
  }

  @Test
  void aShareOfTheTracesThatTeachBeginsGetsSpans() {
    int tiles = TrainingFixture.settings(4).tiling().tiles();
    teach(0);
    assertThat(spans(0)).isEmpty();

    TraceContext begun = teach(1);
    assertThat(spans(12 * 5 + 2 * tiles + 1))
        .filteredOn(span -> !span.getName().startsWith("learn"))
        .filteredOn(span -> begun.parent().contains(hex(span.getTraceId())))
        .hasSize(2 * tiles + 1);
  }

  private TraceContext teach(double ratio) {
    closeAll();
    tracing = tracing(ratio);
    training = new TrainingFixture(state.resolve("ratio" + ratio), tracing);
    TraceContext begun = TraceContext.begin();
    training.sendGood("cam", 0, 12);
    training.send(
        "cam",
        TrainingCommand.fit("cam", "f", "", 1, 1).toBytes(),
        "traceparent",
        begun.parent(),
        "tracestate",
        begun.state());
    assertThat(training.eventKinds()).endsWith("PUBLISHED");
    return begun;
  }

  @Test
  void aRunWhoseTurnComesByTheEndOfAnotherIsNotOfThatOnesTrace() {
    training.sendRun("cam", "first", 0, 12);
    training.sendRun("cam", "second", 20, 32);
    training.send(
        "cam", TrainingCommand.fit("cam", "first", "first", 1, 1).toBytes(), "traceparent", PARENT);
    training.fitRun("cam", "second");

    List<TestRecord<byte[], byte[]>> published =
        training.read("training").stream()
            .filter(record -> new String(record.value(), UTF_8).contains("PUBLISHED"))
            .toList();
    assertThat(published).hasSize(2);
    assertThat(header(published.get(0), "traceparent")).isEqualTo(PARENT);
    assertThat(header(published.get(1), "traceparent")).isNull();
  }

  @Test
  void withoutAReceiverTheFramesTracePassesToItsEvent() {
    closeAll();
    tracing = OtlpTrainingTracing.of(new TracingSettings("", 1), "mekiki-train", "1.2.3");
    assertThat(tracing).isSameAs(TrainingTracing.NOOP);
    training = new TrainingFixture(state.resolve("other"), tracing);
    training.sendGood("cam", TestFrames.good(1), "traceparent", PARENT);

    assertThat(header(training.read("training").get(0), "traceparent")).isEqualTo(PARENT);
    assertThat(spans(0)).isEmpty();
  }

  @Test
  void aReceiverThatIsAwayCostsSpansAndNoFrame() {
    receiver.close();
    training.sendGood("cam", 0, 12);
    tracing.close();
    training.fit("cam");

    assertThat(training.eventKinds()).endsWith("PUBLISHED");
  }

  private void closeAll() {
    training.close();
    tracing.close();
  }

  /** The spans so far, when there are this many: closing sends them. */
  private List<Span> spans(int number) {
    tracing.close();
    return receiver.spans(number);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}

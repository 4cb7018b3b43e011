package org.mekiki.stream.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, level 1, sections 3.2 and 3.3. */
class TraceContextTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void aValidTraceIsPassedOnAsItIs() {
    Headers to = new RecordHeaders();
    read(PARENT, "rojo=00f067aa0ba902b7,congo@t/x=t61rcWkgMzE").orElseThrow().write(to);

    assertThat(text(to, "traceparent")).isEqualTo(PARENT);
    assertThat(text(to, "tracestate")).isEqualTo("rojo=00f067aa0ba902b7,congo@t/x=t61rcWkgMzE");
  }

  @Test
  void aLaterVersionMayHaveMoreFields() {
    assertThat(read("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes-later"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void whatIsNoTraceIsNotPassedOn(String parent) {
    assertThat(read(parent, "rojo=1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rojo", "Rojo=1", "=1", "rojo=", "rojo=1;\u00e4", "rojo=1,rojo=2", "a=b=c"})
  void aStateThatIsNotValidIsLeftOutAndTheTraceIsPassedOn(String state) {
    assertThat(read(PARENT, state)).contains(new TraceContext(PARENT, ""));
  }

  @Test
  void aStateThatIsTooLongIsLeftOut() {
    assertThat(read(PARENT, "a=" + "x".repeat(200) + ",b=" + "x".repeat(200)))
        .hasValueSatisfying(trace -> assertThat(trace.state()).isNotEmpty());
    assertThat(read(PARENT, "a=" + "x".repeat(250) + ",b=" + "x".repeat(256) + ",c=1234567"))
        .contains(new TraceContext(PARENT, ""));
  }

  @Test
  void twoParentsAreNoTraceAndTwoStatesAreOne() {
    Headers two = headers(PARENT, "a=1");
    two.add("traceparent", PARENT.getBytes(UTF_8));
    assertThat(TraceContext.of(two)).isEmpty();

    Headers states = headers(PARENT, "a=1");
    states.add("tracestate", "b=2".getBytes(UTF_8));
    assertThat(TraceContext.of(states)).contains(new TraceContext(PARENT, "a=1,b=2"));
  }

  @Test
  void headersWithoutValueAreNone() {
    Headers headers = new RecordHeaders();
    headers.add("traceparent", null);
    headers.add("tracestate", null);
    assertThat(TraceContext.of(headers)).isEmpty();
    assertThat(TraceContext.of(new RecordHeaders())).isEmpty();
  }

  @Test
  void aTraceThatBeginsHereIsValidAndSampledAndItsOwn() {
    TraceContext begun = TraceContext.begin();

    assertThat(begun.parent()).endsWith("-01");
    assertThat(read(begun.parent(), begun.state())).contains(begun);
    assertThat(begun.state()).isEqualTo("mekiki=begun");
    assertThat(TraceContext.begin()).isNotEqualTo(begun);
  }

  private static Optional<TraceContext> read(String parent) {
    return TraceContext.of(headers(parent, null));
  }

  private static Optional<TraceContext> read(String parent, String state) {
    return TraceContext.of(headers(parent, state));
  }

  private static Headers headers(String parent, String state) {
    Headers headers = new RecordHeaders();
    headers.add("traceparent", parent.getBytes(UTF_8));
    if (state != null) {
      headers.add("tracestate", state.getBytes(UTF_8));
    }
    return headers;
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }
}

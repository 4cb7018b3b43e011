package org.mekiki.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.codec.TraceContext;

class RatioSamplerTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void theShareIsOneOfTracesThatBeginHere() {
    // A share of trace ids whose bits are not all random would take none or all of them.
    List<Boolean> sampled =
        IntStream.range(0, 200).mapToObj(i -> samples(0.5, TraceContext.begin())).toList();

    assertThat(sampled).contains(true, false);
    assertThat(samples(0, TraceContext.begin())).isFalse();
    assertThat(samples(1, TraceContext.begin())).isTrue();
  }

  @Test
  void allScorersAndTrainersChooseTheSame() {
    TraceContext begun = TraceContext.begin();

    assertThat(samples(0.5, begun)).isEqualTo(samples(0.5, begun));
  }

  @Test
  void anotherProgramsDecisionIsFollowed() {
    assertThat(samples(0, new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-01", ""))).isTrue();
    assertThat(samples(1, new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-00", ""))).isFalse();
    assertThat(samples(0, new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-01", "mekiki=x")))
        .isTrue();
  }

  private static boolean samples(double ratio, TraceContext parent) {
    return new RatioSampler(ratio)
        .shouldSample(
            OtlpTracer.parent(Optional.of(parent)),
            parent.parent().substring(3, 35),
            "any",
            SpanKind.INTERNAL,
            Attributes.empty(),
            List.of())
        .getDecision()
        .equals(SamplingDecision.RECORD_AND_SAMPLE);
  }
}

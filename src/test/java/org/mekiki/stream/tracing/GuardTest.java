package org.mekiki.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mekiki.LoggedLines;
import org.mekiki.OtlpReceiver;
import org.mekiki.config.TracingSettings;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.scoring.FrameTracing;
import org.mekiki.stream.training.message.TrainingTracing;

/** A null is a fault that any part of the tracing can have. */
class GuardTest {
  private final OtlpReceiver receiver = new OtlpReceiver();
  private final TracingSettings settings = new TracingSettings(receiver.endpoint(), 1);
  private final OtlpTracing frames = new OtlpTracing(settings, "mekiki-score", "1.2.3");
  private final OtlpTrainingTracing training =
      new OtlpTrainingTracing(settings, "mekiki-train", "1.2.3");
  private final InputRecord input =
      new InputRecord("frames", 0, 0, 0, new byte[0], new byte[0], new RecordHeaders());

  GuardTest() throws IOException {}

  @AfterEach
  void close() {
    frames.close();
    training.close();
    receiver.close();
  }

  @Test
  void aFaultOfTheTracingCostsNoFrameAndIsLoggedOnce() {
    FrameTracing.Work work = frames.begin(input);
    assertThat(work).as("spans are made").isNotSameAs(FrameTracing.Work.NOOP);
    assertOneFaultIsLogged(
        () -> {
          work.outgoing(null);
          work.inspected(null);
          work.scored(null, null);
          work.failed(null);
        });
  }

  @Test
  void aFaultOfTheTracingCostsNoGoodFrame() {
    TrainingTracing.Work work = training.learn(input);
    assertThat(work).as("spans are made").isNotSameAs(TrainingTracing.Work.NOOP);
    assertOneFaultIsLogged(
        () -> {
          work.outgoing(null);
          work.embedded(null);
          work.failed(null);
        });
  }

  @Test
  void aFrameWhoseSpansCantBeginIsTracedByNothing() {
    assertThat(frames.begin(null)).isSameAs(FrameTracing.Work.NOOP);
    assertThat(training.learn(null)).isSameAs(TrainingTracing.Work.NOOP);
  }

  @Test
  void aFaultOfTheTracingCostsNoStepAndOneOfTheStepPassesOn() {
    List<String> done = new ArrayList<>();
    training.step("fit", null, Optional.empty(), () -> done.add("fit"));
    assertThat(done).containsExactly("fit");

    IllegalStateException ofTheStep = new IllegalStateException("of the step");
    assertThatThrownBy(
            () ->
                training.step(
                    "fit",
                    null,
                    Optional.empty(),
                    () -> {
                      throw ofTheStep;
                    }))
        .isSameAs(ofTheStep);
  }

  private static void assertOneFaultIsLogged(ThrowingCallable work) {
    try (LoggedLines log = new LoggedLines(Guard.class)) {
      assertThatCode(work).doesNotThrowAnyException();
      assertThat(log.lines())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("spans are missing from traces");
    }
  }
}

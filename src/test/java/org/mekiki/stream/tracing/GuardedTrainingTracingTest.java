package org.mekiki.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.training.message.TrainingTracing;

class GuardedTrainingTracingTest {
  private static final class Broken
      implements TrainingTracing, TrainingTracing.Work, TrainingTracing.Step {
    @Override
    public Work learn(InputRecord input) {
      return this;
    }

    @Override
    public Step begin(String name, String accumulation, Optional<TraceContext> parent) {
      return this;
    }

    @Override
    public InputRecord outgoing(InputRecord input) {
      throw new IllegalStateException("planned");
    }

    @Override
    public void embedded(FrameEmbedder.Learned learned) {
      throw new IllegalStateException("planned");
    }

    @Override
    public void learned(String model, String frame) {
      throw new IllegalStateException("planned");
    }

    @Override
    public void done() {
      throw new IllegalStateException("planned");
    }

    @Override
    public void failed(RuntimeException why) {
      throw new IllegalStateException("planned");
    }

    @Override
    public void close() {
      throw new IllegalStateException("planned");
    }
  }

  private final TrainingTracing tracing = new GuardedTrainingTracing(new Broken());

  @Test
  void aFaultOfTheTracingCostsNoFrame() {
    InputRecord input =
        new InputRecord("good", 0, 0, 0, new byte[0], new byte[0], new RecordHeaders());
    TrainingTracing.Work work = tracing.learn(input);

    assertThat(work.outgoing(input)).isSameAs(input);
    assertThatCode(
            () -> {
              work.embedded(null);
              work.learned("cam", "frame");
              work.failed(new IllegalStateException("of the frame"));
              tracing.close();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aFaultOfTheTracingCostsNoStepAndOneOfTheStepPassesOn() {
    List<String> done = new ArrayList<>();
    tracing.step("fit", "cam", Optional.empty(), () -> done.add("fit"));
    assertThat(done).containsExactly("fit");

    IllegalStateException ofTheStep = new IllegalStateException("of the step");
    assertThatThrownBy(
            () ->
                tracing.step(
                    "fit",
                    "cam",
                    Optional.empty(),
                    () -> {
                      throw ofTheStep;
                    }))
        .isSameAs(ofTheStep);
  }
}

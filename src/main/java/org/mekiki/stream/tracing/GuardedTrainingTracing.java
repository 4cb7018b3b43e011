package org.mekiki.stream.tracing;

import java.util.Optional;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.stream.training.message.TrainingTracing;

/** Tracing whose faults cost spans, never a frame. Thread-safe if what it guards is. */
final class GuardedTrainingTracing implements TrainingTracing {
  private final TrainingTracing guarded;
  private final Guard guard = new Guard();

  GuardedTrainingTracing(TrainingTracing guarded) {
    this.guarded = guarded;
  }

  @Override
  public Work learn(InputRecord input) {
    return guard.guard(() -> new GuardedWork(guarded.learn(input)), Work.NOOP);
  }

  @Override
  public Step begin(String name, String accumulation, Optional<TraceContext> parent) {
    return guard.guard(() -> new GuardedStep(guarded.begin(name, accumulation, parent)), Step.NOOP);
  }

  @Override
  public void close() {
    guard.guard(guarded::close);
  }

  private final class GuardedWork implements Work {
    private final Work work;

    GuardedWork(Work work) {
      this.work = work;
    }

    @Override
    public InputRecord outgoing(InputRecord input) {
      return guard.guard(() -> work.outgoing(input), input);
    }

    @Override
    public void embedded(FrameEmbedder.Learned learned) {
      guard.guard(() -> work.embedded(learned));
    }

    @Override
    public void learned(String model, String frame) {
      guard.guard(() -> work.learned(model, frame));
    }

    @Override
    public void failed(RuntimeException why) {
      guard.guard(() -> work.failed(why));
    }
  }

  private final class GuardedStep implements Step {
    private final Step step;

    GuardedStep(Step step) {
      this.step = step;
    }

    @Override
    public void done() {
      guard.guard(step::done);
    }

    @Override
    public void failed(RuntimeException why) {
      guard.guard(() -> step.failed(why));
    }
  }
}

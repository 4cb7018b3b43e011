package org.mekiki.stream.training.message;

import java.util.Optional;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.TraceContext;

/**
 * Port: what becomes of good frames, and how a model is made of them, as spans. Implementations are
 * thread-safe.
 */
public interface TrainingTracing extends AutoCloseable {
  /** Makes no spans. */
  TrainingTracing NOOP =
      new TrainingTracing() {
        @Override
        public Work learn(InputRecord input) {
          return Work.NOOP;
        }

        @Override
        public Step begin(String name, String accumulation, Optional<TraceContext> parent) {
          return Step.NOOP;
        }
      };

  /** The work on a good frame begins. */
  Work learn(InputRecord input);

  /**
   * A step of the making of a model begins.
   *
   * @param name {@code sums}, {@code fit} or {@code publish}
   * @param accumulation what it is made of, see {@link Accumulation}
   * @param parent trace of the command that asked for it
   */
  Step begin(String name, String accumulation, Optional<TraceContext> parent);

  /** Does a step of the making of a model. */
  default void step(
      String name, String accumulation, Optional<TraceContext> parent, Runnable work) {
    Step step = begin(name, accumulation, parent);
    try {
      work.run();
    } catch (RuntimeException e) {
      step.failed(e);
      throw e;
    }
    step.done();
  }

  @Override
  default void close() {}

  /** The work on one frame, by one thread. It ends with {@link #learned} or {@link #failed}. */
  interface Work {
    /** Makes no span; the frame's trace passes on as it is. */
    Work NOOP =
        new Work() {
          @Override
          public InputRecord outgoing(InputRecord input) {
            return input;
          }

          @Override
          public void embedded(FrameEmbedder.Learned learned) {}

          @Override
          public void learned(String model, String frame) {}

          @Override
          public void failed(RuntimeException why) {}
        };

    /** The record as what comes of it sees it: in the trace of this work. */
    InputRecord outgoing(InputRecord input);

    /** The frame has been embedded just now. */
    void embedded(FrameEmbedder.Learned learned);

    /** Its tiles are on their way. */
    void learned(String model, String frame);

    /** It is a dead letter, or waits. */
    void failed(RuntimeException why);
  }

  /** One step, by one thread. */
  interface Step {
    /** Makes no span. */
    Step NOOP =
        new Step() {
          @Override
          public void done() {}

          @Override
          public void failed(RuntimeException why) {}
        };

    /** It has been done. */
    void done();

    /** It has failed. */
    void failed(RuntimeException why);
  }
}

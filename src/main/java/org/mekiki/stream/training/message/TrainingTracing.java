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
  TrainingTracing NOOP = new TrainingTracing() {};

  /** The work on a good frame begins. */
  default Work learn(InputRecord input) {
    return Work.NOOP;
  }

  /**
   * A step of the making of a model begins.
   *
   * @param name {@code sums}, {@code fit} or {@code publish}
   * @param accumulation what it is made of, see {@link Accumulation}
   * @param parent trace of the command that asked for it
   */
  default Step begin(String name, String accumulation, Optional<TraceContext> parent) {
    return Step.NOOP;
  }

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
    Work NOOP = new Work() {};

    /** The record as what comes of it sees it: in the trace of this work. */
    default InputRecord outgoing(InputRecord input) {
      return input;
    }

    /** The frame has been embedded just now. */
    default void embedded(FrameEmbedder.Learned learned) {}

    /** Its tiles are on their way. */
    default void learned(String model, String frame) {}

    /** It is a dead letter, or waits. */
    default void failed(RuntimeException why) {}
  }

  /** One step, by one thread. */
  interface Step {
    /** Makes no span. */
    Step NOOP = new Step() {};

    default void done() {}

    default void failed(RuntimeException why) {}
  }
}

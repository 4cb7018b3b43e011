package org.mekiki.stream.scoring;

import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.stream.codec.InputRecord;

/** Port: what becomes of a frame, as spans of its trace. Implementations are thread-safe. */
@FunctionalInterface
public interface FrameTracing extends AutoCloseable {
  /** Makes no spans. */
  FrameTracing NOOP = input -> Work.NOOP;

  Work begin(InputRecord input);

  @Override
  default void close() {}

  /** The work on one frame, by one thread. It ends with {@link #scored} or {@link #failed}. */
  interface Work {
    /** Makes no span; the frame's trace passes on as it is. */
    Work NOOP = new Work() {};

    /** The record as its results see it: in the trace of this work. */
    default InputRecord outgoing(InputRecord input) {
      return input;
    }

    /** The frame has been inspected just now. */
    default void inspected(Inspection found) {}

    /** Its records have been sent on. */
    default void scored(Frame frame, Inspection found) {}

    /** It is a dead letter, or waits. */
    default void failed(RuntimeException why) {}
  }
}

package org.mekiki.evaluate;

/** Port for showing how far an evaluation is. Called by one thread. */
public interface EvaluationProgress {
  /** Shows nothing. */
  EvaluationProgress NOOP = new EvaluationProgress() {};

  /** A phase of this many images begins; the one before it is over. */
  default void begin(String phase, int images) {}

  /** One image is done. */
  default void step() {}
}

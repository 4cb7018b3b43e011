package org.mekiki.bench;

import java.util.Objects;

/**
 * One figure of a run.
 *
 * @param threads that did it at the same time
 * @param medianMillis time for one, of all threads together: with two threads that do 10 each in a
 *     second it is 50; above 0
 * @param ratioToBackbone the same as a multiple of one pass through the backbone on one thread,
 *     measured in the same run; above 0
 */
public record Measurement(String stage, int threads, double medianMillis, double ratioToBackbone) {
  public Measurement {
    Objects.requireNonNull(stage, "stage");
    if (threads < 1) {
      throw new IllegalArgumentException(
          "threads " + threads + " of stage '" + stage + "': at least 1 is valid");
    }
    checkAboveZero(stage, "medianMillis", medianMillis);
    checkAboveZero(stage, "ratioToBackbone", ratioToBackbone);
  }

  private static void checkAboveZero(String stage, String what, double value) {
    if (!(value > 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          what + " " + value + " of stage '" + stage + "' is not valid: it must be above 0");
    }
  }

  /** Whether two figures are of the same thing. */
  boolean isSameAs(Measurement other) {
    return stage.equals(other.stage) && threads == other.threads;
  }
}

package org.mekiki.stream.client;

import java.time.Duration;

/**
 * Longer and longer pauses between tries: doubled each time.
 *
 * @param first pause, above 0
 * @param longest pause, at least the first
 */
record Backoff(Duration first, Duration longest) {
  private static final int MAX_DOUBLINGS = 30;

  Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("pauses from " + first + " to " + longest);
    }
  }

  /**
   * The pause after a number of failures.
   *
   * @param failures 1 or more
   */
  Duration pause(int failures) {
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}

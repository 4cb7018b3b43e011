package org.mekiki.web.line;

import java.time.Duration;
import java.util.Arrays;

/** Captured → scored of the last frames of the line, in milliseconds. Thread-safe. */
final class LatencyWindow {
  private static final int FRAMES = 2048;

  private static final long A_LITTLE = Duration.ofSeconds(1).toMillis();
  private static final long LONGEST = Duration.ofDays(365).toMillis();

  private final long[] millis = new long[FRAMES];
  private long count;

  /**
   * A camera's clock may run a little ahead of ours: what is below 0 counts as 0. A clock that is
   * far ahead, or has never been set, says nothing about latency.
   */
  synchronized void add(long latencyMillis) {
    if (latencyMillis < -A_LITTLE || latencyMillis > LONGEST) {
      return;
    }
    millis[(int) (count++ % FRAMES)] = Math.max(0, latencyMillis);
  }

  /**
   * Quantiles by nearest rank; NaN where there was no frame.
   *
   * @param shares each in 0…1
   */
  double[] quantiles(double... shares) {
    long[] sorted;
    synchronized (this) {
      sorted = Arrays.copyOf(millis, (int) Math.min(count, FRAMES));
    }
    Arrays.sort(sorted);
    double[] result = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      int rank = (int) Math.ceil(shares[i] * sorted.length);
      result[i] = sorted.length == 0 ? Double.NaN : sorted[Math.max(0, rank - 1)];
    }
    return result;
  }
}

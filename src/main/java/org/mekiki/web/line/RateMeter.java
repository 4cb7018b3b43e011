package org.mekiki.web.line;

import java.util.Arrays;

/**
 * Events a second over the last ten full seconds, or as many as there have been. Not thread-safe.
 */
final class RateMeter {
  private static final int SECONDS = 10;

  private final int[] counts = new int[SECONDS + 1];
  private final long[] seconds = new long[SECONDS + 1];
  private long firstMillis = -1;

  void add(long nowMillis) {
    // Threads may come out of order by a little; otherwise the clock was put back, and what was
    // counted lies in its future.
    if (nowMillis < firstMillis - 1000) {
      Arrays.fill(counts, 0);
      firstMillis = -1;
    }
    if (firstMillis < 0) {
      firstMillis = nowMillis;
    }
    long second = nowMillis / 1000;
    int slot = (int) Math.floorMod(second, (long) counts.length);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      counts[slot] = 0;
    }
    counts[slot]++;
  }

  double perSecond(long nowMillis) {
    if (firstMillis < 0) {
      return 0;
    }
    long second = nowMillis / 1000;
    long full = Math.max(0, Math.min(SECONDS, second - firstMillis / 1000));
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      boolean counted = full == 0 ? seconds[i] == second : seconds[i] < second;
      if (counted && seconds[i] >= second - SECONDS) {
        sum += counts[i];
      }
    }
    return full == 0 ? sum : (double) sum / full;
  }
}

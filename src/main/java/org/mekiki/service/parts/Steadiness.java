package org.mekiki.service.parts;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Repeats a piece of work until it no longer gets faster: until the JIT compiler has done its part.
 *
 * <p>Goes by the fastest of {@value #BATCH} in a row, since whatever else the machine does only
 * makes single ones slower. The compiler works in steps with level stretches between them, so only
 * {@value #LEVEL_BATCHES} batches without gain end it.
 */
final class Steadiness {
  static final int BATCH = 4;
  static final int LEVEL_BATCHES = 2;

  /** Of the fastest time before: less is a gain. */
  private static final double GAIN = 0.9;

  private final LongSupplier nanoTime;

  Steadiness(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * What was done.
   *
   * @param steady whether it had stopped getting faster
   */
  record Reached(int times, boolean steady) {}

  /**
   * Repeats the work.
   *
   * @param enough asked before each repetition: whether to end early
   */
  Reached repeat(Runnable work, BooleanSupplier enough) {
    long fastest = Long.MAX_VALUE;
    long fastestOfBatch = Long.MAX_VALUE;
    int level = 0;
    int times = 0;
    while (level < LEVEL_BATCHES) {
      if (enough.getAsBoolean()) {
        return new Reached(times, false);
      }
      long start = nanoTime.getAsLong();
      work.run();
      fastestOfBatch = Math.min(fastestOfBatch, nanoTime.getAsLong() - start);
      times++;
      if (times % BATCH == 0) {
        level = fastestOfBatch < GAIN * fastest ? 0 : level + 1;
        fastest = Math.min(fastest, fastestOfBatch);
        fastestOfBatch = Long.MAX_VALUE;
      }
    }
    return new Reached(times, true);
  }
}

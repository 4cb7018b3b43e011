package org.mekiki.chaos;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A time to wait that passes only while the one who is waited for can work. For one thread, which
 * has to look often.
 */
final class Patience {
  private final long atMostNanos;
  private final BooleanSupplier atWork;
  private long used;
  private long last = System.nanoTime();

  Patience(Duration atMost, BooleanSupplier atWork) {
    this.atMostNanos = atMost.toNanos();
    this.atWork = atWork;
  }

  boolean isOver() {
    long now = System.nanoTime();
    if (atWork.getAsBoolean()) {
      used += now - last;
    }
    last = now;
    return used > atMostNanos;
  }

  /** How much of it has passed. */
  Duration used() {
    return Duration.ofNanos(used);
  }
}

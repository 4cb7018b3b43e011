package org.mekiki.stream.run;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for how long something lasts. It begins with the system's time and then goes on by
 * itself: if the system's clock is put forward or back, nothing has lasted days, or less than no
 * time. Thread-safe.
 */
public final class SteadyClock extends Clock {
  private final Instant begin;
  private final long beginNanos;
  private final LongSupplier nanoTime;
  private final ZoneId zone;

  private SteadyClock(Instant begin, long beginNanos, LongSupplier nanoTime, ZoneId zone) {
    this.begin = begin;
    this.beginNanos = beginNanos;
    this.nanoTime = nanoTime;
    this.zone = zone;
  }

  /** One that begins now. */
  public static SteadyClock start() {
    return start(Clock.systemUTC(), System::nanoTime);
  }

  static SteadyClock start(Clock system, LongSupplier nanoTime) {
    return new SteadyClock(system.instant(), nanoTime.getAsLong(), nanoTime, ZoneOffset.UTC);
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(nanoTime.getAsLong() - beginNanos);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(begin, beginNanos, nanoTime, other);
  }
}

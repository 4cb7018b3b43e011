package org.mekiki.stream.codec;

import java.util.Optional;
import org.mekiki.inspect.alarm.Gap;

/** Follows the offsets of one partition from its assignment on, and finds gaps. For one thread. */
public final class OffsetFollower {
  private final OffsetGaps.Committed committed;

  /** Negative before the first record. */
  private long next = -1;

  /** The partition has just been assigned. */
  public OffsetFollower(OffsetGaps gaps, int partition) {
    this.committed = gaps.committed(partition);
  }

  /** A record was read; says which offsets are missing before it. */
  public Optional<Gap> read(long offset) {
    if (next < 0) {
      next = committed.get().orElse(offset);
    }
    Optional<Gap> gap = offset > next ? Optional.of(new Gap(next, offset)) : Optional.empty();
    next = offset + 1;
    return gap;
  }
}

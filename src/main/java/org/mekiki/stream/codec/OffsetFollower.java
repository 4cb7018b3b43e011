package org.mekiki.stream.codec;

/** Follows the offsets of one partition from its assignment on, and finds gaps. For one thread. */
public final class OffsetFollower {
  private final OffsetGaps gaps;
  private final int partition;
  private final OffsetGaps.Committed committed;

  /** Negative before the first record. */
  private long next = -1;

  /** The partition has just been assigned. */
  public OffsetFollower(OffsetGaps gaps, int partition) {
    this.gaps = gaps;
    this.partition = partition;
    this.committed = gaps.committed(partition);
  }

  /** A record was read. */
  public void read(long offset) {
    if (next < 0) {
      next = committed.get().orElse(offset);
    }
    if (offset > next) {
      gaps.missing(partition, next, offset);
    }
    next = offset + 1;
  }
}

package org.mekiki.stream.codec;

import java.util.OptionalLong;

/**
 * Port: is told where records of the input topic are missing between those that were read. Kafka
 * Streams goes to the oldest record that is there without a word when those that it wants have
 * expired. Thread-safe.
 */
public interface OffsetGaps {
  /** Knows nothing, and is told in vain. */
  OffsetGaps NOOP =
      new OffsetGaps() {
        @Override
        public Committed committed(int partition) {
          return OptionalLong::empty;
        }

        @Override
        public void missing(int partition, long expected, long found) {}
      };

  /** An answer that may take a moment. */
  @FunctionalInterface
  interface Committed {
    /** The offset; empty if there is none, or if the cluster does not say. */
    OptionalLong get();
  }

  /**
   * The offset that is committed of a partition now. To be asked for when the partition is
   * assigned, before any of its records is committed.
   */
  Committed committed(int partition);

  /**
   * There is no record between two offsets: they have expired, or were never records (ends of
   * transactions have offsets too). Does not wait to find out which.
   *
   * @param expected first offset that is missing
   * @param found the next record's offset
   */
  void missing(int partition, long expected, long found);
}

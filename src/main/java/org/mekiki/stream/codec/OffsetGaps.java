package org.mekiki.stream.codec;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.mekiki.inspect.alarm.Gap;

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
        public CompletableFuture<Long> missing(int partition, Gap gap) {
          return CompletableFuture.completedFuture(gap.from());
        }

        @Override
        public Optional<Gap> noticed(int partition) {
          return Optional.empty();
        }

        @Override
        public void lost(int partition, Gap gap) {}
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
   * There are no records in a gap: they have expired, or were never records. Does not wait to find
   * out which.
   *
   * @return the offset below which its records have expired, not above its first one if none have;
   *     fails if the cluster does not say
   */
  CompletableFuture<Long> missing(int partition, Gap gap);

  /** The last records of a partition that were seen to expire while none was read. */
  Optional<Gap> noticed(int partition);

  /** Counts records that have expired. To be told when that is committed: see {@link Losses}. */
  void lost(int partition, Gap gap);
}

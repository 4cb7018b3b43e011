package org.mekiki.stream.codec;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Brings the pictures that a task's records refer to. A task works on several records between two
 * commits: if each of them took long to bring, the transaction would be given up, and the consumer
 * would leave its group. So after one that took long the next one waits for the next turn, with a
 * commit in between. Not thread-safe: each task has its own.
 */
public final class PacedFetches {
  private static final Duration LONG = Duration.ofSeconds(1);

  private final FrameReader reader;
  private boolean slow;

  public PacedFetches(FrameReader reader) {
    this.reader = reader;
  }

  /**
   * The picture that a record refers to; empty if the record refers to none.
   *
   * @throws TimeoutException if it is another record's turn first; and as {@link FrameReader#fetch}
   */
  public Optional<byte[]> fetch(InputRecord input) {
    if (slow) {
      slow = false;
      throw new TimeoutException("the frame before took long to bring; this one is next");
    }
    long start = System.nanoTime();
    try {
      return reader.fetch(input);
    } finally {
      slow = System.nanoTime() - start > LONG.toNanos();
    }
  }
}

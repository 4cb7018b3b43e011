package org.mekiki.stream.reference;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.ThreadUtils;
import org.mekiki.inspect.UnscorableException;

/**
 * The threads that read from one place, so that a share that hangs costs the caller its time-out
 * and no more, and leaves other places theirs. Thread-safe.
 */
final class Readers implements AutoCloseable {
  /** Reads at a time, those that hang among them; more than there are stream threads. */
  private static final int MOST_READS = 300;

  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_READS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ThreadUtils.createThreadFactory("reference-reader", true));

  /**
   * What a read brings.
   *
   * @throws IOException if it fails, does not end in time, or needs more memory than there is
   * @throws UnscorableException as it throws it
   */
  byte[] read(Callable<byte[]> reading, Duration left) throws IOException, InterruptedException {
    Future<byte[]> read;
    try {
      read = threads.submit(reading);
    } catch (RejectedExecutionException e) {
      throw new IOException(MOST_READS + " reads hang", e);
    }
    try {
      return read.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer, or not all of it, within " + left.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException || cause instanceof OutOfMemoryError) {
        throw new IOException(ReferenceFetcher.message(cause), cause);
      }
      if (cause instanceof UnscorableException unscorable) {
        throw unscorable;
      }
      throw new IllegalStateException("a picture can't be read", cause);
    } finally {
      read.cancel(true);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package org.mekiki.evaluate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Works on items with several threads and hands the results out in the items' order. At most a few
 * items per thread are under way or finished and not fetched, so memory is bounded. Results are
 * fetched by one thread.
 */
public final class OrderedWork<T, R> implements Iterator<R>, AutoCloseable {
  /** Enough to keep all threads busy while the consumer or one slow item holds the others up. */
  private static final int ITEMS_PER_THREAD = 3;

  private final Iterator<T> items;
  private final Function<T, R> work;
  private final ExecutorService threads;
  private final int window;
  private final Deque<Future<R>> pending = new ArrayDeque<>();

  /**
   * Starts the work.
   *
   * @param items asked for by one thread
   * @param work safe for use by several threads
   * @param threads at least 1
   */
  public OrderedWork(Iterator<T> items, Function<T, R> work, int threads) {
    this.items = items;
    this.work = work;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "mekiki-evaluate");
              thread.setDaemon(true);
              return thread;
            });
    this.window = threads * ITEMS_PER_THREAD;
    fill();
  }

  @Override
  public boolean hasNext() {
    return !pending.isEmpty();
  }

  /** The next result; what {@code work} threw for it, it throws. */
  @Override
  public R next() {
    Future<R> next = pending.poll();
    if (next == null) {
      throw new NoSuchElementException("all items are done");
    }
    try {
      R result = next.get();
      fill();
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an image", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void fill() {
    while (pending.size() < window && items.hasNext()) {
      T item = items.next();
      pending.add(threads.submit(() -> work.apply(item)));
    }
  }

  /** Stops; items under way are finished first, so that what they use can be closed. */
  @Override
  public void close() {
    pending.forEach(future -> future.cancel(false));
    threads.shutdown();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, java.util.concurrent.TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

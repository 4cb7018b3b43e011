package org.mekiki.service.parts;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is opened on a thread of its own, while its user still does other things.
 *
 * @param <T> what is opened
 */
public final class Ahead<T extends AutoCloseable> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

  private final String thread;
  private final FutureTask<T> opening;
  private volatile boolean asked;
  private boolean closed;

  private Ahead(String thread, FutureTask<T> opening) {
    this.thread = thread;
    this.opening = opening;
  }

  /** Begins to open something. */
  public static <T extends AutoCloseable> Ahead<T> open(String thread, Callable<T> open) {
    FutureTask<T> opening = new FutureTask<>(open);
    Thread runner = new Thread(opening, thread);
    runner.setDaemon(true);
    runner.start();
    return new Ahead<>(thread, opening);
  }

  /**
   * Waits until it is open.
   *
   * @throws RuntimeException what opening it threw
   */
  public T get() throws InterruptedException {
    asked = true;
    try {
      return opening.get();
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

  /** Closes it, after waiting until it is open; a second time does nothing. */
  @Override
  public synchronized void close() throws Exception {
    if (closed) {
      return;
    }
    closed = true;
    T opened;
    try {
      opened = opening.get();
    } catch (ExecutionException e) {
      if (!asked) { // nobody else has heard of it
        LOG.warn("{} failed too", thread, e.getCause());
      }
      return;
    }
    opened.close();
  }
}

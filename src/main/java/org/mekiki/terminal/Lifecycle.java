package org.mekiki.terminal;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the program in order: what was opened last is closed first, on a normal thread, and only
 * then the JVM exits.
 *
 * <p>Not by a JVM shutdown hook. Hooks run at the same time in no order, and ONNX Runtime's own
 * frees the native environment that a frame in flight still uses. So SIGTERM and SIGINT are caught:
 * they wake {@link #awaitStop()}, or interrupt the command's thread where it does something else;
 * the command returns, {@link #close()} runs, and {@code Main} exits. What doesn't return in time
 * is closed from the signal's thread; a second signal ends the process at once.
 *
 * <p>Thread-safe.
 */
public final class Lifecycle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SIGNAL_EXIT_BASE = 128;

  private record Hook(String what, AutoCloseable close) {}

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Deque<Hook> hooks = new ArrayDeque<>();
  private final List<Runnable> stopActions = new ArrayList<>();
  private Thread commandThread;
  private boolean waiting;
  private boolean closeBegun;

  /** Opens something of several parts, each of which is closed at its end. */
  @FunctionalInterface
  public interface Opening<T> {
    T open(Lifecycle parts) throws InterruptedException;
  }

  /** Opens something of several parts; if one can't be opened, those before it are closed. */
  public static <T> T opening(Opening<T> opening) throws InterruptedException {
    Lifecycle parts = new Lifecycle();
    boolean open = false;
    try {
      T opened = opening.open(parts);
      open = true;
      return opened;
    } finally {
      if (!open) {
        parts.close();
      }
    }
  }

  /** Catches SIGTERM and SIGINT from now on; the calling thread is the command's. */
  public void catchSignals() {
    synchronized (this) {
      commandThread = Thread.currentThread();
    }
    onSignal("TERM", 15);
    onSignal("INT", 2);
  }

  /**
   * Closes something at the end, before everything that was opened earlier.
   *
   * @param what for messages, e.g. {@code the embedded broker}
   */
  public synchronized <T extends AutoCloseable> T closeAtEnd(String what, T closeable) {
    hooks.push(new Hook(what, closeable));
    return closeable;
  }

  /**
   * Does something as soon as the command is asked to end, at once if it has been: for what waits
   * elsewhere than here.
   *
   * @param action quick; its failure is logged
   */
  public void onStop(Runnable action) {
    synchronized (this) {
      if (!isStopping()) {
        stopActions.add(action);
        return;
      }
    }
    runQuietly(action);
  }

  /**
   * From now on the command looks for the end by itself, by {@link #isStopping}, and is not
   * interrupted: it has something to do first that an interrupt would keep it from.
   */
  public synchronized void lookedFor() {
    waiting = true;
  }

  /** Asks the command to end. */
  public void stop() {
    Thread toInterrupt;
    List<Runnable> actions;
    synchronized (this) {
      actions = List.copyOf(stopActions);
      stopActions.clear();
      toInterrupt = waiting || closeBegun || stopping.getCount() == 0 ? null : commandThread;
      stopping.countDown();
    }
    if (toInterrupt != null) {
      toInterrupt.interrupt();
    }
    actions.forEach(Lifecycle::runQuietly);
  }

  private static void runQuietly(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("what was to be done at the end failed", e);
    }
  }

  /** Whether the command has been asked to end; long loops look here. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits until the command is asked to end: what a service does when all of it runs. */
  public void awaitStop() throws InterruptedException {
    synchronized (this) {
      waiting = true;
    }
    stopping.await();
  }

  /**
   * Waits for a while. The caller looks for the end by itself, and is no longer interrupted.
   *
   * @return whether the command has been asked to end
   */
  public boolean awaitStop(Duration atMost) throws InterruptedException {
    synchronized (this) {
      waiting = true;
    }
    return stopping.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes everything, the newest first; one that fails does not keep the others from it. */
  @Override
  public void close() {
    synchronized (this) {
      if (closeBegun) {
        return;
      }
      closeBegun = true;
    }
    // An interrupt has done its work; Kafka's clients would not close properly under it.
    boolean interrupted = Thread.interrupted();
    for (Hook hook = next(); hook != null; hook = next()) {
      try {
        hook.close().close();
      } catch (Exception e) {
        LOG.warn("{} did not close properly", hook.what(), e);
      }
    }
    closed.countDown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Hook next() {
    return hooks.poll();
  }

  private void onSignal(String name, int number) {
    try {
      // By reflection: javac warns of every direct use, and there is no supported interface.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Lifecycle.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      caught(name, number);
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> "handler of " + name;
                  });
      Object which = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, which, proxy);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("signal {} can't be caught here", name, e);
    }
  }

  /** Runs on a thread of its own for each signal. */
  private void caught(String name, int number) throws InterruptedException {
    if (isStopping()) {
      Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + number);
    }
    LOG.info("SIG{} received, closing", name);
    stop();
    if (!closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      LOG.warn("the command did not end within {} s, closing without it", PATIENCE.toSeconds());
      close();
      Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + number);
    }
  }
}

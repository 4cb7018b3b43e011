package org.mekiki.onnx;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets calls pass side by side until it is closed, which waits for them. ONNX Runtime needs that:
 * freeing a session under a running call is undefined.
 */
final class CallGate {
  private final String name;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed; // guarded by lock

  /**
   * Opens a gate.
   *
   * @param name what is closed, for the error
   */
  CallGate(String name) {
    this.name = name;
  }

  /**
   * Makes a call.
   *
   * @throws IllegalStateException if closed
   */
  <T> T call(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(name + " is closed");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for all calls, refuses later ones, and frees; a second time does nothing. */
  void close(Runnable free) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        free.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}

package org.mekiki.stream.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has faults of the tracing cost spans, never a frame. The first one is logged. Thread-safe. */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final AtomicBoolean told = new AtomicBoolean();

  <T> T guard(Supplier<T> what, T otherwise) {
    try {
      return what.get();
    } catch (RuntimeException e) {
      if (told.compareAndSet(false, true)) {
        LOG.warn("spans are missing from traces; frames are still processed", e);
      }
      return otherwise;
    }
  }

  void guard(Runnable what) {
    guard(
        () -> {
          what.run();
          return true;
        },
        false);
  }
}

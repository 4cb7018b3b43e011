package org.mekiki.app.publish;

import java.time.Duration;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Pace;

/**
 * At most this number of frames a second: each waits its time after the one before. Other than with
 * {@link Pace}, what was missed during an outage is not made up for.
 */
final class RateLimit {
  private final long intervalNanos;
  private long due = System.nanoTime();

  /**
   * @param framesPerSecond above 0; null: no limit
   */
  RateLimit(Double framesPerSecond) {
    this.intervalNanos = framesPerSecond == null ? 0 : (long) (1e9 / framesPerSecond);
  }

  /** Waits until it is time for the next frame, or the program is asked to end. */
  void await(Lifecycle lifecycle) throws InterruptedException {
    long wait = due - System.nanoTime();
    if (wait > 0) {
      lifecycle.awaitStop(Duration.ofNanos(wait));
    }
    due = Math.max(due, System.nanoTime()) + intervalNanos;
  }
}

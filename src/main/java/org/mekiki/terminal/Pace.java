package org.mekiki.terminal;

import java.time.Duration;

/** Keeps to a number of frames a second, counted from its making. */
public final class Pace {
  private final Double framesPerSecond;
  private final long start = System.nanoTime();

  /**
   * @param framesPerSecond above 0; null: no limit
   */
  public Pace(Double framesPerSecond) {
    this.framesPerSecond = framesPerSecond;
  }

  /** Waits until it is time for this frame, counted from 0, or the program is asked to end. */
  public void await(long frame, Lifecycle lifecycle) throws InterruptedException {
    if (framesPerSecond == null) {
      return;
    }
    long due = start + (long) (frame / framesPerSecond * 1e9);
    long wait = due - System.nanoTime();
    if (wait > 0) {
      lifecycle.awaitStop(Duration.ofNanos(wait));
    }
  }
}

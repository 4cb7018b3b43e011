package org.mekiki.stream.client;

import java.time.Duration;
import java.util.Optional;
import org.mekiki.stream.alarms.AlarmEvent;

/** Where alarms are handed on to. Called by one thread. */
public interface AlarmTarget {
  /**
   * Hands on one alarm; the same one may come again after a crash.
   *
   * @throws Refused if this alarm will never be taken
   * @throws NotNow if it may be taken later
   */
  void deliver(AlarmEvent alarm) throws Refused, NotNow, InterruptedException;

  /** Whether {@link #known} is to be called. */
  default boolean wantsHistory() {
    return false;
  }

  /** An alarm that was handed on earlier, by this process or another one. */
  default void known(AlarmEvent alarm) {}

  /** Another process takes care of this partition from now on. */
  default void leave(int partition) {}

  /** Called about once a second while there is nothing to hand on. */
  default void idle() throws InterruptedException {}

  /** The message says why, without secrets. */
  final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
      super(message);
    }
  }

  /** The message says why, without secrets. */
  final class NotNow extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> after;

    /**
     * @param after how long the other side asks to wait, if it says so
     */
    public NotNow(String message, Optional<Duration> after) {
      super(message);
      this.after = after;
    }

    /** How long the other side asks to wait. */
    public Optional<Duration> after() {
      return after;
    }
  }
}

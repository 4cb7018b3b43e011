package org.mekiki.inspect.alarm;

import java.util.List;

/**
 * Is told of alarms and drift: the port to metrics and to the page. Implementations are
 * thread-safe, quick and never throw.
 */
public interface AlarmListener {
  /** Does nothing. */
  AlarmListener NOOP = of(List.of());

  /** An alarm was raised or cleared. */
  void changed(Alarm alarm);

  /** A camera's drift was measured anew; called for each good frame once there are enough. */
  void measured(String camera, Drift drift);

  /** Tells several. */
  static AlarmListener of(List<AlarmListener> listeners) {
    List<AlarmListener> all = List.copyOf(listeners);
    return new AlarmListener() {
      @Override
      public void changed(Alarm alarm) {
        all.forEach(listener -> listener.changed(alarm));
      }

      @Override
      public void measured(String camera, Drift drift) {
        all.forEach(listener -> listener.measured(camera, drift));
      }
    };
  }
}

package org.mekiki.inspect.alarm;

import java.util.Locale;

/** The two ends of an alarm. */
public enum AlarmState {
  /** It begins. */
  RAISED,
  /** It is over. */
  CLEARED;

  /** Lower-case: in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.mekiki.inspect.alarm;

import org.mekiki.text.Labelled;

/** The two ends of an alarm. */
public enum AlarmState implements Labelled {
  /** It begins. */
  RAISED,
  /** It is over. */
  CLEARED;
}

package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.util.Set;

/** Alarm rules for tests that aren't about their figures. */
public final class Rules {
  /** No alarm is on. */
  public static final AlarmRules NONE = of(Set.of());

  private Rules() {}

  /** These alarms, after three of five frames. */
  public static AlarmRules of(Set<AlarmKind> kinds) {
    return of(kinds, new CountRule(3, 5, 0));
  }

  /** These alarms, by one rule for anomalous and for unscorable frames. */
  public static AlarmRules of(Set<AlarmKind> kinds, CountRule frames) {
    return of(kinds, frames, frames);
  }

  /** These alarms, by a rule for anomalous frames and one for unscorable ones. */
  public static AlarmRules of(Set<AlarmKind> kinds, CountRule anomalous, CountRule unscorable) {
    return new AlarmRules(
        kinds,
        anomalous,
        unscorable,
        Duration.ofMinutes(5),
        new DriftRule(Duration.ofHours(1), 100, 0.25, 0.1),
        Duration.ZERO,
        Duration.ofDays(7));
  }
}

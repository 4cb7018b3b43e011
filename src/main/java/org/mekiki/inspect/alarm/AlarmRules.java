package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * When alarms are raised and cleared, for all cameras.
 *
 * @param kinds that are on
 * @param anomalous for {@link AlarmKind#ANOMALOUS}
 * @param unscorable for {@link AlarmKind#UNSCORABLE}
 * @param noFramesAfter for {@link AlarmKind#NO_FRAMES}
 * @param drift for {@link AlarmKind#DRIFT}
 * @param minimumDuration how long an alarm stays raised at least
 * @param forgetAfter a camera that has been silent for so long is no longer watched
 */
public record AlarmRules(
    Set<AlarmKind> kinds,
    CountRule anomalous,
    CountRule unscorable,
    Duration noFramesAfter,
    DriftRule drift,
    Duration minimumDuration,
    Duration forgetAfter) {
  public AlarmRules {
    kinds = Set.copyOf(kinds);
    Objects.requireNonNull(anomalous, "anomalous");
    Objects.requireNonNull(unscorable, "unscorable");
    Objects.requireNonNull(drift, "drift");
    if (noFramesAfter.isNegative() || noFramesAfter.isZero()) {
      throw new IllegalArgumentException("silence of " + noFramesAfter + ": above 0 is valid");
    }
    if (minimumDuration.isNegative()) {
      throw new IllegalArgumentException(
          "minimum duration " + minimumDuration + ": 0 or more is valid");
    }
    if (forgetAfter.compareTo(noFramesAfter) <= 0) {
      throw new IllegalArgumentException(
          "a camera is forgotten after "
              + forgetAfter
              + ", before its silence is noticed after "
              + noFramesAfter);
    }
  }

  boolean has(AlarmKind kind) {
    return kinds.contains(kind);
  }
}

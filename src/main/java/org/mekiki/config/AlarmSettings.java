package org.mekiki.config;

import java.time.Duration;
import java.util.List;

/**
 * When alarms are raised and cleared. The meaning of each stands at its key in {@link ConfigKeys}.
 */
public record AlarmSettings(
    List<AlarmChoice> kinds,
    Duration minimumDuration,
    Duration forgetAfter,
    int anomalousFrames,
    int anomalousWindow,
    int anomalousClearFrames,
    int unscorableFrames,
    int unscorableWindow,
    int unscorableClearFrames,
    Duration noFramesAfter,
    Duration driftWindow,
    int driftMinimumFrames,
    double driftPsi,
    double driftClearPsi) {

  public AlarmSettings {
    kinds = List.copyOf(kinds);
  }

  static AlarmSettings of(Values values) {
    return new AlarmSettings(
        values.get(ConfigKeys.ALARMS_KINDS),
        values.get(ConfigKeys.ALARMS_MINIMUM_DURATION),
        values.get(ConfigKeys.ALARMS_FORGET_AFTER),
        values.get(ConfigKeys.ALARMS_ANOMALOUS_FRAMES),
        values.get(ConfigKeys.ALARMS_ANOMALOUS_WINDOW),
        values.get(ConfigKeys.ALARMS_ANOMALOUS_CLEAR_FRAMES),
        values.get(ConfigKeys.ALARMS_UNSCORABLE_FRAMES),
        values.get(ConfigKeys.ALARMS_UNSCORABLE_WINDOW),
        values.get(ConfigKeys.ALARMS_UNSCORABLE_CLEAR_FRAMES),
        values.get(ConfigKeys.ALARMS_NO_FRAMES_AFTER),
        values.get(ConfigKeys.ALARMS_DRIFT_WINDOW),
        values.get(ConfigKeys.ALARMS_DRIFT_MINIMUM_FRAMES),
        values.get(ConfigKeys.ALARMS_DRIFT_PSI),
        values.get(ConfigKeys.ALARMS_DRIFT_CLEAR_PSI));
  }
}

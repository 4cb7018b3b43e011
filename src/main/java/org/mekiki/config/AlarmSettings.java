package org.mekiki.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;
import org.mekiki.inspect.alarm.AlarmKind;
import org.mekiki.inspect.alarm.AlarmRules;
import org.mekiki.inspect.alarm.CountRule;
import org.mekiki.inspect.alarm.DriftRule;

/** When alarms are raised and cleared. */
public final class AlarmSettings {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<List<AlarmKind>> KINDS =
      KEYS.key(
          "alarms.kinds",
          ValueTypes.choices(AlarmKind.class),
          "anomalous,unscorable,no-frames,drift,expired",
          "Kinds of alarms to raise. Empty: none. docs/alarms.md explains them.");
  public static final ConfigKey<Duration> MINIMUM_DURATION =
      KEYS.key(
          "alarms.minimum-duration",
          ValueTypes.duration("0ms", "1d"),
          "30s",
          "Shortest time that an alarm stays raised.");
  public static final ConfigKey<Duration> FORGET_AFTER =
      KEYS.key(
          "alarms.forget-after",
          ValueTypes.duration("1m", "36500d"),
          "7d",
          "A camera that sends nothing for this long is no longer watched, and its alarms are"
              + " cleared.");
  public static final ConfigKey<Integer> ANOMALOUS_FRAMES =
      KEYS.key(
          "alarms.anomalous.frames",
          ValueTypes.integer(1, 1000),
          "3",
          "Number of anomalous frames, out of the last alarms.anomalous.window, that raises a"
              + " camera's alarm.");
  public static final ConfigKey<Integer> ANOMALOUS_WINDOW =
      KEYS.key(
          "alarms.anomalous.window",
          ValueTypes.integer(1, 1000),
          "5",
          "Number of a camera's last scored frames in which anomalous ones are counted.");
  public static final ConfigKey<Integer> ANOMALOUS_CLEAR_FRAMES =
      KEYS.key(
          "alarms.anomalous.clear-frames",
          ValueTypes.integer(0, 999),
          "0",
          "The alarm is cleared when the window holds this number of anomalous frames, or fewer.");
  public static final ConfigKey<Integer> UNSCORABLE_FRAMES =
      KEYS.key(
          "alarms.unscorable.frames",
          ValueTypes.integer(1, 1000),
          "3",
          "Number of frames that could not be scored, out of the last alarms.unscorable.window,"
              + " that raises a camera's alarm.");
  public static final ConfigKey<Integer> UNSCORABLE_WINDOW =
      KEYS.key(
          "alarms.unscorable.window",
          ValueTypes.integer(1, 1000),
          "10",
          "Number of a camera's last frames in which those that could not be scored are"
              + " counted.");
  public static final ConfigKey<Integer> UNSCORABLE_CLEAR_FRAMES =
      KEYS.key(
          "alarms.unscorable.clear-frames",
          ValueTypes.integer(0, 999),
          "0",
          "The alarm is cleared when the window holds this number of them, or fewer.");
  public static final ConfigKey<Duration> NO_FRAMES_AFTER =
      KEYS.key(
          "alarms.no-frames.after",
          ValueTypes.duration("1s", "30d"),
          "5m",
          "An alarm is raised when a camera that has sent frames sends none for this long. Keep it"
              + " well above the time between two frames and the time of a rebalance.");
  public static final ConfigKey<Duration> DRIFT_WINDOW =
      KEYS.key(
          "alarms.drift.window",
          ValueTypes.duration("1m", "30d"),
          "1h",
          "Time over which scores of good frames are compared with the model's validation.");
  public static final ConfigKey<Integer> DRIFT_MINIMUM_FRAMES =
      KEYS.key(
          "alarms.drift.minimum-frames",
          ValueTypes.integer(2, 1_000_000),
          "100",
          "Drift is measured only when there are at least this many good frames in that time.");
  public static final ConfigKey<Double> DRIFT_PSI =
      KEYS.key(
          "alarms.drift.psi",
          ValueTypes.real("0.01", "100"),
          "0.25",
          "Population stability index at which the alarm is raised, unless there are so few scores"
              + " that it may be chance.");
  public static final ConfigKey<Double> DRIFT_CLEAR_PSI =
      KEYS.key(
          "alarms.drift.clear-psi",
          ValueTypes.real("0", "100"),
          "0.1",
          "The alarm is cleared when the index is at this value or below.");

  private AlarmSettings() {}

  /** The rules; limits that don't go together were refused before. */
  static AlarmRules of(Values values) {
    return new AlarmRules(
        Set.copyOf(values.get(KINDS)),
        new CountRule(
            values.get(ANOMALOUS_FRAMES),
            values.get(ANOMALOUS_WINDOW),
            values.get(ANOMALOUS_CLEAR_FRAMES)),
        new CountRule(
            values.get(UNSCORABLE_FRAMES),
            values.get(UNSCORABLE_WINDOW),
            values.get(UNSCORABLE_CLEAR_FRAMES)),
        values.get(NO_FRAMES_AFTER),
        new DriftRule(
            values.get(DRIFT_WINDOW),
            values.get(DRIFT_MINIMUM_FRAMES),
            values.get(DRIFT_PSI),
            values.get(DRIFT_CLEAR_PSI)),
        values.get(MINIMUM_DURATION),
        values.get(FORGET_AFTER));
  }
}

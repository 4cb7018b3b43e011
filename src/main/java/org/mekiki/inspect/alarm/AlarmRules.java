package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.mekiki.text.Text;

/**
 * When alarms are raised and cleared, for all cameras.
 *
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
          Text.of(
              "a camera is forgotten after %s, before its silence is noticed after %s",
              forgetAfter, noFramesAfter));
    }
  }

  boolean has(AlarmKind kind) {
    return kinds.contains(kind);
  }

  /**
   * The alarms of one camera.
   *
   * @param before as it was left, perhaps under other rules; null for a camera that was never seen
   */
  Alarms alarms(CameraState before) {
    boolean known = before != null;
    RecentFrames none = RecentFrames.none(1);
    return new Alarms(
        new DriftAlarm(drift, known ? before.drift() : null),
        CountedAlarm.unscorable(unscorable, known ? before.unscorable() : none),
        CountedAlarm.anomalous(anomalous, known ? before.anomalous() : none),
        new SilenceAlarm(noFramesAfter, known ? before.frames() : 0, known ? before.seenAt() : 0));
  }

  /** One camera's alarms of all kinds, in the order in which they look at a frame. */
  record Alarms(
      DriftAlarm drift, CountedAlarm unscorable, CountedAlarm anomalous, SilenceAlarm silence) {
    List<CameraAlarm> all() {
      return List.of(drift, unscorable, anomalous, silence);
    }

    /** What to keep of them for a restart. */
    CameraState state(FramePosition last, Map<AlarmKind, CameraState.Open> open) {
      return new CameraState(
          silence.frames(),
          silence.seenAt(),
          last,
          anomalous.frames(),
          unscorable.frames(),
          open,
          drift.window());
    }
  }
}

package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mekiki.text.Text;

/**
 * Watches one camera: takes its frames' outcomes and the passing of time, and says which alarms
 * begin and end. Time is event time and never runs backwards; the caller sees to that. Not
 * thread-safe.
 *
 * <p>Every alarm has two limits, so that it does not flap: a higher one that raises it and a lower
 * one that clears it; and once raised it stays for a minimum duration, after which time alone can
 * clear it. What a kind of alarm goes by is said in its {@link CameraAlarm}.
 */
public final class CameraWatch {
  /** Frames after which a camera's silence is worth an alarm. */
  public static final int KNOWN_AFTER_FRAMES = SilenceAlarm.KNOWN_AFTER_FRAMES;

  private final String camera;
  private final AlarmRules rules;
  private final AlarmRules.Alarms all;
  private final Map<AlarmKind, CameraAlarm> alarms = new LinkedHashMap<>();
  private final Map<AlarmKind, CameraState.Open> open = new EnumMap<>(AlarmKind.class);
  private FramePosition last;

  /** A camera that was never seen before. */
  public CameraWatch(String camera, AlarmRules rules) {
    this(camera, rules, null);
  }

  /**
   * A camera as it was left, perhaps under other rules.
   *
   * @param state null for a camera that was never seen
   */
  public CameraWatch(String camera, AlarmRules rules, CameraState state) {
    this.camera = camera;
    this.rules = rules;
    this.all = rules.alarms(state);
    if (state != null) {
      last = state.last();
      open.putAll(state.open());
    }
    for (CameraAlarm alarm : all.all()) {
      alarms.put(alarm.kind(), alarm);
    }
  }

  /**
   * A frame.
   *
   * @param now event time, milliseconds since 1970; at least that of the call before
   * @return what changes, in order
   */
  public List<Alarm> frame(FrameOutcome outcome, long now) {
    List<Alarm> changes = new ArrayList<>();
    beginByTime(now, changes);
    last = outcome.position();
    FrameOutcome.Scored scored =
        outcome.verdict() instanceof FrameOutcome.Scored verdict ? verdict : null;
    for (CameraAlarm alarm : alarms.values()) {
      alarm.frame(outcome, now);
      alarm.endedByFrame().ifPresent(why -> clear(alarm, now, scored, why, changes));
      if (alarm.isBegunBy(outcome)) {
        raise(alarm, now, scored, changes);
      }
    }
    clearWhatIsOver(now, scored, changes);
    return changes;
  }

  /**
   * Time passes without a frame of this camera.
   *
   * @param now as for {@link #frame}
   * @return what changes, in order
   */
  public List<Alarm> time(long now) {
    List<Alarm> changes = new ArrayList<>();
    beginByTime(now, changes);
    clearWhatIsOver(now, null, changes);
    return changes;
  }

  /** Its open alarms, as they were raised: the same ids, with what is known now. */
  public List<Alarm> open() {
    List<Alarm> events = new ArrayList<>();
    open.forEach(
        (kind, since) -> {
          CameraAlarm alarm = alarms.get(kind);
          events.add(
              change(alarm, since, AlarmState.RAISED, since.raisedAt(), null, alarm.raised()));
        });
    return events;
  }

  /** Whether it has been silent for so long that it is no longer worth watching. */
  public boolean isForgotten(long now) {
    return now - all.silence().seenAt() >= rules.forgetAfter().toMillis();
  }

  /** The end of all its alarms, when it is no longer watched. */
  public List<Alarm> forget(long now) {
    List<Alarm> changes = new ArrayList<>();
    for (AlarmKind kind : List.copyOf(open.keySet())) {
      String why =
          Text.of(
              "no frame for %s; its alarm '%s' ends because the camera is no longer watched",
              shown(rules.forgetAfter()), kind.label());
      clear(alarms.get(kind), now, null, why, changes);
    }
    return changes;
  }

  /**
   * The last measurement of the drift; empty before there are enough frames, or after a restart.
   */
  public Optional<Drift> drift() {
    return all.drift().drift();
  }

  /**
   * What to keep for a restart.
   *
   * @throws IllegalStateException before the first frame
   */
  public CameraState state() {
    if (last == null) {
      throw new IllegalStateException("camera " + camera + " has no frame yet");
    }
    return all.state(last, open);
  }

  private void beginByTime(long now, List<Alarm> changes) {
    for (CameraAlarm alarm : alarms.values()) {
      alarm.begunByTime(now).ifPresent(at -> raise(alarm, at, null, changes));
    }
  }

  private void raise(CameraAlarm alarm, long at, FrameOutcome.Scored scored, List<Alarm> changes) {
    AlarmKind kind = alarm.kind();
    if (!rules.has(kind) || open.containsKey(kind)) {
      return;
    }
    CameraState.Open since = new CameraState.Open(last.text() + "/" + kind.label(), at);
    open.put(kind, since);
    changes.add(change(alarm, since, AlarmState.RAISED, at, scored, alarm.raised()));
  }

  private void clearWhatIsOver(long now, FrameOutcome.Scored scored, List<Alarm> changes) {
    for (AlarmKind kind : List.copyOf(open.keySet())) {
      CameraAlarm alarm = alarms.get(kind);
      Duration lasted = Duration.ofMillis(now - open.get(kind).raisedAt());
      if (!rules.has(kind)) {
        String why = "alarms of kind " + kind.label() + " are switched off";
        clear(alarm, now, scored, why, changes);
      } else if (alarm.isOver(now) && lasted.compareTo(rules.minimumDuration()) >= 0) {
        clear(alarm, now, scored, alarm.cleared(), changes);
      }
    }
  }

  private void clear(
      CameraAlarm alarm, long now, FrameOutcome.Scored scored, String why, List<Alarm> changes) {
    CameraState.Open since = open.remove(alarm.kind());
    if (since != null) {
      long at = Math.max(now, since.raisedAt());
      changes.add(change(alarm, since, AlarmState.CLEARED, at, scored, why));
    }
  }

  private Alarm change(
      CameraAlarm alarm,
      CameraState.Open since,
      AlarmState state,
      long at,
      FrameOutcome.Scored scored,
      String sentence) {
    return new Alarm(
        since.id(),
        camera,
        alarm.kind(),
        state,
        Instant.ofEpochMilli(since.raisedAt()),
        state == AlarmState.CLEARED ? Optional.of(Instant.ofEpochMilli(at)) : Optional.empty(),
        last,
        Optional.ofNullable(scored),
        alarm.evidence(),
        camera + ": " + sentence);
  }

  static String shown(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}

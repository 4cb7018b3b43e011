package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches one camera: takes its frames' outcomes and the passing of time, and says which alarms
 * begin and end. Time is event time and never runs backwards; the caller sees to that. Not
 * thread-safe.
 *
 * <p>Every alarm has two limits, so that it does not flap: a higher one that raises it and a lower
 * one that clears it; and once raised it stays for a minimum duration, after which time alone can
 * clear it. A camera is missed only once it has sent {@value #KNOWN_AFTER_FRAMES} frames: a
 * mistyped camera id does not call anybody.
 */
public final class CameraWatch {
  /** Frames after which a camera's silence is worth an alarm. */
  public static final int KNOWN_AFTER_FRAMES = 10;

  private final String camera;
  private final AlarmRules rules;
  private final AlarmTexts texts;
  private final Map<AlarmKind, CameraState.Open> open = new EnumMap<>(AlarmKind.class);
  private long frames;
  private long seenAt;
  private FramePosition last;
  private RecentFrames anomalous;
  private RecentFrames unscorable;
  private DriftWindow window;
  private Drift drift;

  /** A camera that was never seen before. */
  public CameraWatch(String camera, AlarmRules rules) {
    this.camera = camera;
    this.rules = rules;
    this.texts = new AlarmTexts(camera, rules);
    this.anomalous = RecentFrames.none(rules.anomalous().window());
    this.unscorable = RecentFrames.none(rules.unscorable().window());
  }

  /** A camera as it was left, perhaps under other rules. */
  public CameraWatch(String camera, AlarmRules rules, CameraState state) {
    this(camera, rules);
    this.frames = state.frames();
    this.seenAt = state.seenAt();
    this.last = state.last();
    this.anomalous = state.anomalous().resized(rules.anomalous().window());
    this.unscorable = state.unscorable().resized(rules.unscorable().window());
    this.open.putAll(state.open());
    this.window = state.drift();
  }

  /**
   * A frame.
   *
   * @param now event time, milliseconds since 1970; at least that of the call before
   * @return what changes, in order
   */
  public List<Alarm> frame(FrameOutcome outcome, long now) {
    List<Alarm> changes = new ArrayList<>();
    raiseIfSilent(now, changes);
    frames++;
    seenAt = now;
    last = outcome.position();
    boolean rejected = outcome.verdict() instanceof FrameOutcome.Rejected;
    unscorable = unscorable.with(rejected);
    FrameOutcome.Scored scored =
        outcome.verdict() instanceof FrameOutcome.Scored verdict ? verdict : null;
    if (scored != null) {
      anomalous = anomalous.with(scored.anomalous());
      follow(scored, now, changes);
    }
    if (rejected && unscorable.bad() >= rules.unscorable().frames()) {
      raise(AlarmKind.UNSCORABLE, now, scored, changes);
    }
    if (scored != null && scored.anomalous() && anomalous.bad() >= rules.anomalous().frames()) {
      raise(AlarmKind.ANOMALOUS, now, scored, changes);
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
    raiseIfSilent(now, changes);
    clearWhatIsOver(now, null, changes);
    return changes;
  }

  /** Its open alarms, as they were raised: the same ids, with what is known now. */
  public List<Alarm> open() {
    List<Alarm> events = new ArrayList<>();
    open.forEach(
        (kind, alarm) ->
            events.add(
                change(
                    kind,
                    alarm,
                    AlarmState.RAISED,
                    alarm.raisedAt(),
                    null,
                    texts.raised(kind, evidence(kind), window))));
    return events;
  }

  /** Whether it has been silent for so long that it is no longer worth watching. */
  public boolean isForgotten(long now) {
    return now - seenAt >= rules.forgetAfter().toMillis();
  }

  /** The end of all its alarms, when it is no longer watched. */
  public List<Alarm> forget(long now) {
    List<Alarm> changes = new ArrayList<>();
    for (AlarmKind kind : List.copyOf(open.keySet())) {
      clear(kind, now, null, texts.forgotten(kind), changes);
    }
    return changes;
  }

  /**
   * The last measurement of the drift; empty before there are enough frames, or after a restart.
   */
  public Optional<Drift> drift() {
    return Optional.ofNullable(drift);
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
    return new CameraState(frames, seenAt, last, anomalous, unscorable, open, window);
  }

  private void raiseIfSilent(long now, List<Alarm> changes) {
    long after = rules.noFramesAfter().toMillis();
    if (frames >= KNOWN_AFTER_FRAMES && now - seenAt >= after) {
      raise(AlarmKind.NO_FRAMES, seenAt + after, null, changes);
    }
  }

  /** Measures the drift anew. Another model, or another version, has another distribution. */
  private void follow(FrameOutcome.Scored scored, long now, List<Alarm> changes) {
    ScoreReference reference = scored.reference().orElse(null);
    if (reference == null || window == null || !window.fits(scored, reference)) {
      window = reference == null ? null : DriftWindow.empty(scored);
      drift = null;
      clear(AlarmKind.DRIFT, now, scored, texts.otherModel(scored), changes);
    }
    if (reference == null || scored.anomalous()) {
      return;
    }
    window = window.with(scored.score(), reference, now, rules.drift());
    drift = window.measure(reference, rules.drift()).orElse(null);
    if (drift != null && drift.psi() >= rules.drift().psi() && drift.psi() >= drift.chance()) {
      raise(AlarmKind.DRIFT, now, scored, changes);
    }
  }

  private void raise(AlarmKind kind, long at, FrameOutcome.Scored scored, List<Alarm> changes) {
    if (!rules.has(kind) || open.containsKey(kind)) {
      return;
    }
    CameraState.Open alarm = new CameraState.Open(last.text() + "/" + kind.label(), at);
    open.put(kind, alarm);
    changes.add(
        change(
            kind,
            alarm,
            AlarmState.RAISED,
            at,
            scored,
            texts.raised(kind, evidence(kind), window)));
  }

  private void clearWhatIsOver(long now, FrameOutcome.Scored scored, List<Alarm> changes) {
    for (AlarmKind kind : List.copyOf(open.keySet())) {
      Duration lasted = Duration.ofMillis(now - open.get(kind).raisedAt());
      if (!rules.has(kind)) {
        clear(kind, now, scored, texts.switchedOff(kind), changes);
      } else if (isOver(kind, now) && lasted.compareTo(rules.minimumDuration()) >= 0) {
        clear(kind, now, scored, texts.cleared(kind, evidence(kind), window), changes);
      }
    }
  }

  private boolean isOver(AlarmKind kind, long now) {
    return switch (kind) {
      case ANOMALOUS -> anomalous.bad() <= rules.anomalous().clearFrames();
      case UNSCORABLE -> unscorable.bad() <= rules.unscorable().clearFrames();
      case NO_FRAMES -> now - seenAt < rules.noFramesAfter().toMillis();
      case DRIFT ->
          drift != null && drift.psi() <= Math.max(rules.drift().clearPsi(), drift.chance() / 2);
      case EXPIRED -> throw AlarmTexts.notOfACamera(kind);
    };
  }

  private void clear(
      AlarmKind kind, long now, FrameOutcome.Scored scored, String message, List<Alarm> changes) {
    CameraState.Open alarm = open.remove(kind);
    if (alarm != null) {
      long at = Math.max(now, alarm.raisedAt());
      changes.add(change(kind, alarm, AlarmState.CLEARED, at, scored, message));
    }
  }

  private Alarm change(
      AlarmKind kind,
      CameraState.Open alarm,
      AlarmState state,
      long at,
      FrameOutcome.Scored scored,
      String message) {
    return new Alarm(
        alarm.id(),
        camera,
        kind,
        state,
        Instant.ofEpochMilli(alarm.raisedAt()),
        state == AlarmState.CLEARED ? Optional.of(Instant.ofEpochMilli(at)) : Optional.empty(),
        last,
        Optional.ofNullable(scored),
        evidence(kind),
        message);
  }

  private Alarm.Evidence evidence(AlarmKind kind) {
    return switch (kind) {
      case ANOMALOUS -> new Alarm.Counted(anomalous.bad(), anomalous.seen());
      case UNSCORABLE -> new Alarm.Counted(unscorable.bad(), unscorable.seen());
      case NO_FRAMES -> new Alarm.Silence(Instant.ofEpochMilli(seenAt));
      case DRIFT -> new Alarm.Drifted(Optional.ofNullable(drift));
      case EXPIRED -> throw AlarmTexts.notOfACamera(kind);
    };
  }
}

package org.mekiki.inspect.alarm;

import java.util.Optional;
import org.mekiki.text.Text;

/** Too many of the last frames are bad: m of n. */
final class CountedAlarm implements CameraAlarm {
  private final AlarmKind kind;
  private final CountRule rule;
  private final String bad;
  private RecentFrames frames;

  private CountedAlarm(AlarmKind kind, CountRule rule, RecentFrames before, String bad) {
    this.kind = kind;
    this.rule = rule;
    this.bad = bad;
    this.frames = before.resized(rule.window());
  }

  /** Counts scored frames only. */
  static CountedAlarm anomalous(CountRule rule, RecentFrames before) {
    return new CountedAlarm(AlarmKind.ANOMALOUS, rule, before, "are anomalous");
  }

  static CountedAlarm unscorable(CountRule rule, RecentFrames before) {
    return new CountedAlarm(AlarmKind.UNSCORABLE, rule, before, "could not be scored");
  }

  RecentFrames frames() {
    return frames;
  }

  @Override
  public AlarmKind kind() {
    return kind;
  }

  @Override
  public void frame(FrameOutcome outcome, long now) {
    isBad(outcome).ifPresent(isBad -> frames = frames.with(isBad));
  }

  /** Whether a frame is bad; empty if it does not count. */
  private Optional<Boolean> isBad(FrameOutcome outcome) {
    FrameOutcome.Scored scored =
        outcome.verdict() instanceof FrameOutcome.Scored verdict ? verdict : null;
    if (kind == AlarmKind.UNSCORABLE) {
      return Optional.of(scored == null);
    }
    return Optional.ofNullable(scored).map(FrameOutcome.Scored::anomalous);
  }

  @Override
  public boolean isBegunBy(FrameOutcome outcome) {
    return isBad(outcome).orElse(false) && frames.bad() >= rule.frames();
  }

  @Override
  public boolean isOver(long now) {
    return frames.bad() <= rule.clearFrames();
  }

  @Override
  public Alarm.Evidence evidence() {
    return new Alarm.Counted(frames.bad(), frames.seen());
  }

  @Override
  public String raised() {
    return Text.of("%d of the last %d frames %s", frames.bad(), frames.seen(), bad);
  }

  @Override
  public String cleared() {
    return "back to normal, " + raised();
  }
}

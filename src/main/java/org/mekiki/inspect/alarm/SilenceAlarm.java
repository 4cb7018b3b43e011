package org.mekiki.inspect.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.mekiki.text.Text;

/**
 * No frame has come for too long. A camera is missed only after it has sent {@value
 * #KNOWN_AFTER_FRAMES} frames: a mistyped camera id does not call anybody.
 */
final class SilenceAlarm implements CameraAlarm {
  /** Frames after which a camera's silence is worth an alarm. */
  static final int KNOWN_AFTER_FRAMES = 10;

  private final Duration after;
  private long frames;
  private long seenAt;

  /**
   * @param frames that have come so far
   * @param seenAt event time of the last one
   */
  SilenceAlarm(Duration after, long frames, long seenAt) {
    this.after = after;
    this.frames = frames;
    this.seenAt = seenAt;
  }

  long frames() {
    return frames;
  }

  long seenAt() {
    return seenAt;
  }

  @Override
  public AlarmKind kind() {
    return AlarmKind.NO_FRAMES;
  }

  @Override
  public void frame(FrameOutcome outcome, long now) {
    frames++;
    seenAt = now;
  }

  @Override
  public OptionalLong begunByTime(long now) {
    return frames >= KNOWN_AFTER_FRAMES && !isOver(now)
        ? OptionalLong.of(seenAt + after.toMillis())
        : OptionalLong.empty();
  }

  @Override
  public boolean isOver(long now) {
    return now - seenAt < after.toMillis();
  }

  @Override
  public Alarm.Evidence evidence() {
    return new Alarm.Silence(Instant.ofEpochMilli(seenAt));
  }

  @Override
  public String raised() {
    return Text.of(
        "no frame for %s, the last at %s; look at the camera and at what publishes its frames",
        CameraWatch.shown(after), Instant.ofEpochMilli(seenAt));
  }

  @Override
  public String cleared() {
    return "frames are coming again";
  }
}

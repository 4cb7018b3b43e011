package org.mekiki.inspect.alarm;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One kind of alarm of one camera: what it observes, when it begins and is over, its evidence and
 * its sentences. {@link CameraWatch} does the rest, the same for all kinds. Sentences say nothing
 * of the camera; its name is put in front. Not thread-safe.
 */
interface CameraAlarm {
  AlarmKind kind();

  /** Takes a frame in; {@code now} is event time, milliseconds since 1970. */
  void frame(FrameOutcome outcome, long now);

  /** When it began by time alone; asked before each frame, and when time passes without one. */
  default OptionalLong begunByTime(long now) {
    return OptionalLong.empty();
  }

  /** Whether the last frame begins it. */
  default boolean isBegunBy(FrameOutcome outcome) {
    return false;
  }

  /** Why the last frame ended it, however short it was; empty if it did not. */
  default Optional<String> endedByFrame() {
    return Optional.empty();
  }

  /** Whether its cause is gone. */
  boolean isOver(long now);

  Alarm.Evidence evidence();

  /** What is wrong and what to do. */
  String raised();

  /** That it is over. */
  String cleared();
}

package org.mekiki.inspect.alarm;

import java.util.Map;
import java.util.Objects;

/**
 * All that a {@link CameraWatch} remembers: bounded, and enough to go on after a restart.
 *
 * @param frames seen in all
 * @param seenAt event time of the last one, milliseconds since 1970
 * @param last where the last one lies
 * @param anomalous the last scored frames
 * @param unscorable the last frames, scored or not
 * @param drift the window of scores; null if there is none
 */
public record CameraState(
    long frames,
    long seenAt,
    FramePosition last,
    RecentFrames anomalous,
    RecentFrames unscorable,
    Map<AlarmKind, Open> open,
    DriftWindow drift) {
  public CameraState {
    Objects.requireNonNull(last, "last");
    Objects.requireNonNull(anomalous, "anomalous");
    Objects.requireNonNull(unscorable, "unscorable");
    open = Map.copyOf(open);
  }

  /**
   * A raised alarm.
   *
   * @param raisedAt event time, milliseconds since 1970
   */
  public record Open(String id, long raisedAt) {
    public Open {
      Objects.requireNonNull(id, "id");
    }
  }

  /** The latest event time that it knows of. */
  public long latest() {
    return open.values().stream().mapToLong(Open::raisedAt).reduce(seenAt, Math::max);
  }
}

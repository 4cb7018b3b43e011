package org.mekiki.inspect.alarm;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An alarm begins or ends.
 *
 * @param id of the alarm: the same when it is raised and cleared, and under replay; unique
 * @param camera id of the camera; empty for {@link AlarmKind#EXPIRED}
 * @param kind what it is about
 * @param raisedAt when it began, in event time
 * @param clearedAt when it ended; present just for {@link AlarmState#CLEARED}
 * @param position the camera's last frame: the one that changed the alarm, or for {@link
 *     AlarmKind#NO_FRAMES} the last one before the silence; for {@link AlarmKind#EXPIRED} the first
 *     one that was lost
 * @param scored that frame's verdict; empty where it has none or time alone made the change
 * @param evidence what was measured at this change
 */
public record Alarm(
    String id,
    String camera,
    AlarmKind kind,
    AlarmState state,
    Instant raisedAt,
    Optional<Instant> clearedAt,
    FramePosition position,
    Optional<FrameOutcome.Scored> scored,
    Evidence evidence,
    String message) {
  public Alarm {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(raisedAt, "raisedAt");
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(scored, "scored");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(message, "message");
    if (clearedAt.isPresent() != (state == AlarmState.CLEARED)) {
      throw new IllegalArgumentException("alarm " + id + " is " + state + " at " + clearedAt);
    }
  }

  /** The camera that it is about, or the partition: {@code topic-partition}. */
  public String subject() {
    return camera.isEmpty() ? position.topic() + "-" + position.partition() : camera;
  }

  /** When it changed, in event time. */
  public Instant at() {
    return clearedAt.orElse(raisedAt);
  }

  /** What was measured. */
  public interface Evidence {
    /** As JSON has it: text or numbers by name, in order. */
    Map<String, Object> properties();
  }

  /**
   * For {@link AlarmKind#ANOMALOUS} and {@link AlarmKind#UNSCORABLE}.
   *
   * @param of number of last frames that were looked at
   */
  public record Counted(int bad, int of) implements Evidence {
    @Override
    public Map<String, Object> properties() {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("badFrames", bad);
      properties.put("ofFrames", of);
      return properties;
    }
  }

  /**
   * For {@link AlarmKind#NO_FRAMES}: the last frame before the silence, or the one that ended it.
   */
  public record Silence(Instant lastFrameAt) implements Evidence {
    @Override
    public Map<String, Object> properties() {
      return Map.of("lastFrameAt", lastFrameAt.toString());
    }
  }

  /** For {@link AlarmKind#DRIFT}; empty where the window began anew. */
  public record Drifted(Optional<Drift> drift) implements Evidence {
    @Override
    public Map<String, Object> properties() {
      Map<String, Object> properties = new LinkedHashMap<>();
      drift.ifPresent(
          measured -> {
            properties.put("psi", measured.psi());
            properties.put("meanShift", measured.meanShift());
            properties.put("spread", measured.spread());
            properties.put("frames", measured.frames());
          });
      return properties;
    }
  }
}

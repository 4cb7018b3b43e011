package org.mekiki.inspect.alarm;

import java.util.Objects;
import java.util.Optional;
import org.mekiki.inspect.Rejection;

/**
 * What became of one frame, as far as alarms are concerned.
 *
 * @param camera id of the camera, not empty
 */
public record FrameOutcome(String camera, FramePosition position, Verdict verdict)
    implements Watched {
  public FrameOutcome {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(verdict, "verdict");
    if (camera.isEmpty()) {
      throw new IllegalArgumentException("the frame at " + position.text() + " has no camera");
    }
  }

  /** Scored or rejected. */
  public sealed interface Verdict {}

  /**
   * It has a score.
   *
   * @param score raw score
   * @param threshold raw score from which on a frame is anomalous
   * @param anomalous whether the score is at least the threshold
   * @param reference what good frames scored when the model was made; empty where too few are known
   */
  public record Scored(
      String model,
      long modelVersion,
      double score,
      double threshold,
      boolean anomalous,
      Optional<ScoreReference> reference)
      implements Verdict {
    public Scored {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(reference, "reference");
    }
  }

  /** It became a dead letter. */
  public record Rejected(Rejection why) implements Verdict {
    public Rejected {
      Objects.requireNonNull(why, "why");
    }
  }
}

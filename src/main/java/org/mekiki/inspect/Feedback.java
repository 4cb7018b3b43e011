package org.mekiki.inspect;

import java.time.Instant;
import java.util.Objects;

/**
 * What a person says of a frame that was scored. Of several on one frame the newest counts.
 *
 * @param frameId id of the frame, as in its score and anomaly
 * @param capturedAt when the sensor was exposed
 * @param model key of the model that scored it
 * @param score raw score
 * @param threshold raw score from which on a frame is anomalous
 */
public record Feedback(
    String camera,
    String frameId,
    Instant capturedAt,
    String model,
    long modelVersion,
    double score,
    double threshold,
    Verdict verdict,
    Instant givenAt) {
  public Feedback {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(frameId, "frameId");
    Objects.requireNonNull(capturedAt, "capturedAt");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(givenAt, "givenAt");
  }

  /** What the part on the picture was. */
  public enum Verdict {
    /** Really bad. */
    DEFECT,
    /** Good, whatever the score. */
    GOOD
  }
}

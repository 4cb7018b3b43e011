package org.mekiki.inspect;

import java.util.Map;
import org.mekiki.text.Text;

/**
 * Thresholds set by hand for single cameras: a station whose parts are worth more, or whose model
 * alarms too often, without teaching again.
 *
 * @param scores raw score from which on a frame is anomalous, by camera; each finite and at least 0
 */
public record CameraThresholds(Map<String, Double> scores) {
  /** Every camera is judged by its model. */
  public static final CameraThresholds NONE = new CameraThresholds(Map.of());

  public CameraThresholds {
    scores = Map.copyOf(scores);
    scores.forEach(
        (camera, score) -> {
          if (!(score >= 0 && score <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                Text.of(
                    "threshold %s of camera %s is not valid: it must be finite and at least 0",
                    score, camera));
          }
        });
  }

  /**
   * The threshold that a camera's frames are judged by: its own, or else what its model learned.
   */
  double of(String camera, double learned) {
    return scores.getOrDefault(camera, learned);
  }
}

package org.mekiki.web.line;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.mekiki.inspect.Feedback;

/**
 * An anomaly in the API's JSON: its frame's numbers and whether its picture is still there.
 *
 * @param good the camera's last good frame before it; null where there is none, or no picture of it
 * @param feedback what a person said of it on this page; null where nobody did
 */
public record AnomalyRow(
    @JsonUnwrapped Sighting frame, boolean hasPicture, Reference good, Feedback.Verdict feedback) {

  /** The good frame that it can be compared with. */
  public record Reference(
      String frameId, double score, double threshold, int width, int height, long seenAtMillis) {
    static Reference of(Sighting seen) {
      return new Reference(
          seen.frameId(),
          seen.score(),
          seen.threshold(),
          seen.width(),
          seen.height(),
          seen.seenAtMillis());
    }
  }
}

package org.mekiki.web.line;

import java.util.Map;
import org.mekiki.inspect.alarm.Drift;

/**
 * A camera in the API's JSON.
 *
 * @param key its id as a segment of an address, see {@link CameraKey}
 * @param changed sequence of the newest thing that happened to it
 * @param latest scored frame, or null
 * @param hasPicture whether the latest frame's picture is still there
 * @param framesPerSecond scored and rejected, over the last ten seconds
 * @param lastAnomalyAtMillis 0 where there was none
 * @param misplaced frames that lie where the camera's order and alarms don't hold, by reason
 * @param drift of its good frames' scores; null before it was measured
 * @param points of its history, those asked for
 */
public record CameraRow(
    String key,
    String camera,
    long changed,
    Sighting latest,
    boolean hasPicture,
    double framesPerSecond,
    long good,
    long anomalous,
    long lastAnomalyAtMillis,
    Refusals rejected,
    Map<String, Long> misplaced,
    Drift drift,
    Points points) {

  /**
   * Frames that could not be scored.
   *
   * @param reason of the last one, or null
   * @param message why, in a sentence; null as the reason
   * @param model that the last one wanted; null where that is not known
   * @param newest whether the last one came after the last scored frame
   * @param picture sequence of the last one's picture, if it is the newest and still there; else 0
   */
  public record Refusals(
      long total,
      Map<String, Long> byReason,
      String reason,
      String message,
      String frameId,
      String model,
      long atMillis,
      boolean newest,
      long picture) {}
}

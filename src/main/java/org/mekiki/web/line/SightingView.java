package org.mekiki.web.line;

import java.util.List;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.StageTimes;

/**
 * A scored frame in the API's JSON.
 *
 * @param sequence of the frame in this process
 * @param viewRegion null for a good frame, and without a view
 * @param notAligned null if the frame was aligned or needed not be
 * @param stages null where another process scored it, or one before
 * @param address that names it also after a restart, see {@link FrameAddress}
 */
public record SightingView(
    long sequence,
    String address,
    String camera,
    String key,
    String frameId,
    String model,
    long modelVersion,
    double score,
    double normalizedScore,
    double threshold,
    boolean anomalous,
    int width,
    int height,
    List<Region> regions,
    String viewRegion,
    String notAligned,
    Stages stages,
    long capturedAtMillis,
    long seenAtMillis) {

  /** Time spent on it. */
  record Stages(
      double decodeMillis,
      double alignMillis,
      double backboneMillis,
      double mahalanobisMillis,
      double mapMillis,
      double heatmapMillis,
      double totalMillis) {
    static Stages of(StageTimes times) {
      return new Stages(
          millis(times.decode()),
          millis(times.align()),
          millis(times.backbone()),
          millis(times.mahalanobis()),
          millis(times.map()),
          millis(times.heatmap()),
          millis(times.total()));
    }

    /** To whole microseconds: what lies below is noise. */
    private static double millis(long nanos) {
      return Math.round(nanos / 1e3) / 1e3;
    }
  }

  static SightingView of(Sighting seen) {
    return new SightingView(
        seen.sequence(),
        seen.address(),
        seen.camera(),
        CameraKey.of(seen.camera()),
        seen.frameId(),
        seen.model(),
        seen.modelVersion(),
        seen.score(),
        seen.normalizedScore(),
        seen.threshold(),
        seen.anomalous(),
        seen.width(),
        seen.height(),
        seen.regions(),
        seen.viewRegion().orElse(null),
        seen.notAligned().orElse(null),
        seen.times() == null ? null : Stages.of(seen.times()),
        seen.capturedAtMillis(),
        seen.seenAtMillis());
  }
}

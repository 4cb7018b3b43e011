package org.mekiki.web.line;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.StageTimes;

/**
 * What is kept of a scored frame apart from its picture and map, and what the API tells of it.
 *
 * @param sequence of the frame in this view, 1 or more
 * @param address that names the frame in addresses, see {@link FrameAddress}
 * @param viewRegion name of the view's region that is worst; null for a good frame, and without a
 *     view
 * @param notAligned why the frame could not be aligned: its score says nothing then; null where it
 *     was, or needed not be
 * @param unlike why the picture as a whole is unlike the good ones; null if it is not
 * @param stages null where another process scored it, or one before
 * @param seenAtMillis when it was scored, or where another process did that, when it came
 * @param width of the picture in pixels
 */
public record Sighting(
    long sequence,
    String address,
    String camera,
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
    String unlike,
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

  /** Of its camera, in addresses of the API. */
  @JsonProperty
  String key() {
    return CameraKey.of(camera);
  }

  /** Why its score is not its own, a sentence; empty where it is. */
  public String whyNotMeasured() {
    return notAligned != null ? notAligned : unlike != null ? unlike : "";
  }

  static Sighting of(long sequence, long now, Frame frame, Inspection inspection) {
    return new Sighting(
        sequence,
        FrameAddress.of(frame.camera(), frame.id(), frame.capturedAt().toEpochMilli()),
        frame.camera(),
        frame.id(),
        inspection.model(),
        inspection.modelVersion(),
        inspection.score(),
        inspection.normalizedScore(),
        inspection.threshold(),
        inspection.anomalous(),
        inspection.imageWidth(),
        inspection.imageHeight(),
        inspection.regions(),
        inspection.viewRegion().orElse(null),
        inspection.notAligned().orElse(null),
        inspection.unlike().orElse(null),
        Stages.of(inspection.times()),
        frame.capturedAt().toEpochMilli(),
        now);
  }

  /** Of an anomaly on its topic, where no times are. */
  static Sighting of(long sequence, PastAnomaly anomaly) {
    return new Sighting(
        sequence,
        anomaly.address(),
        anomaly.camera(),
        anomaly.frameId(),
        anomaly.model(),
        anomaly.modelVersion(),
        anomaly.score(),
        anomaly.normalizedScore(),
        anomaly.threshold(),
        true,
        anomaly.imageWidth(),
        anomaly.imageHeight(),
        anomaly.regions(),
        anomaly.viewRegion().orElse(null),
        anomaly.notAligned().orElse(null),
        anomaly.unlike().orElse(null),
        null,
        anomaly.capturedAt().toEpochMilli(),
        anomaly.at().toEpochMilli());
  }
}

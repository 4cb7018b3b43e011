package org.mekiki.web.line;

import java.util.List;
import java.util.Optional;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.Region;
import org.mekiki.inspect.StageTimes;

/**
 * What is kept of a scored frame apart from its picture and map.
 *
 * @param sequence of the frame in this view, 1 or more
 * @param address that names the frame in addresses, see {@link FrameAddress}
 * @param viewRegion name of the view's region that is worst; empty for a good frame, and without a
 *     view
 * @param notAligned why the frame could not be aligned: its score says nothing then
 * @param times spent on it; null where another process scored it
 * @param seenAtMillis when it was scored, or where another process did that, when it came
 * @param width of the picture in pixels
 * @param height of the picture
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
    Optional<String> viewRegion,
    Optional<String> notAligned,
    StageTimes times,
    long capturedAtMillis,
    long seenAtMillis) {

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
        inspection.viewRegion(),
        inspection.notAligned(),
        inspection.times(),
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
        anomaly.viewRegion(),
        anomaly.notAligned(),
        null,
        anomaly.capturedAt().toEpochMilli(),
        anomaly.at().toEpochMilli());
  }
}

package org.mekiki.web.line;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.inspect.Region;

/**
 * An anomaly as it lies on its topic: of this process, of another, or of one before.
 *
 * @param viewRegion name of the view's region that is worst; empty without a view
 * @param notAligned why the frame could not be aligned: its score says nothing then
 * @param unlike why the picture as a whole is unlike the good ones
 */
public record PastAnomaly(
    String camera,
    String frameId,
    Instant capturedAt,
    String model,
    long modelVersion,
    double score,
    double normalizedScore,
    double threshold,
    int imageWidth,
    int imageHeight,
    List<Region> regions,
    Optional<String> viewRegion,
    Optional<String> notAligned,
    Optional<String> unlike,
    Instant at) {
  public PastAnomaly {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(frameId, "frameId");
    Objects.requireNonNull(capturedAt, "capturedAt");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(viewRegion, "viewRegion");
    Objects.requireNonNull(notAligned, "notAligned");
    Objects.requireNonNull(unlike, "unlike");
    Objects.requireNonNull(at, "at");
    regions = List.copyOf(regions);
  }

  String address() {
    return FrameAddress.of(camera, frameId, capturedAt.toEpochMilli());
  }
}

package org.mekiki.web.line;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.mekiki.inspect.Region;

/**
 * An anomaly as it lies on its topic: of this process, of another, or of one before.
 *
 * @param at when its frame came
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
    Instant at) {
  public PastAnomaly {
    Objects.requireNonNull(camera, "camera");
    Objects.requireNonNull(frameId, "frameId");
    Objects.requireNonNull(capturedAt, "capturedAt");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(at, "at");
    regions = List.copyOf(regions);
  }

  String address() {
    return FrameAddress.of(camera, frameId, capturedAt.toEpochMilli());
  }
}

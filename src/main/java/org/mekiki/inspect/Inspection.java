package org.mekiki.inspect;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.image.EncodedHeatmap;

/**
 * What was found in one frame.
 *
 * @param score largest distance in the map, unclamped; the threshold if the picture is unlike the
 *     good ones
 * @param normalizedScore on the scale of the validation maps, 0…1
 * @param threshold in force for this frame
 * @param anomalous whether the score is at least the threshold
 * @param imageWidth of the picture, before any reduction
 * @param regions where, worst first; empty for a good frame
 * @param viewRegion name of the view's region that is worst; empty for a good frame, and without a
 *     view
 * @param notAligned why the frame could not be aligned, with figures: it is anomalous then and its
 *     score says nothing; empty if it could
 * @param unlike why the frame is anomalous though its map is not, with figures: as a whole the
 *     picture is unlike the good ones; else empty
 */
public record Inspection(
    String model,
    long modelVersion,
    double score,
    double normalizedScore,
    double threshold,
    boolean anomalous,
    int imageWidth,
    int imageHeight,
    List<Region> regions,
    EncodedHeatmap heatmap,
    StageTimes times,
    Optional<String> viewRegion,
    Optional<String> notAligned,
    Optional<String> unlike) {
  public Inspection {
    regions = List.copyOf(regions);
    Objects.requireNonNull(viewRegion, "viewRegion");
    Objects.requireNonNull(notAligned, "notAligned");
    Objects.requireNonNull(unlike, "unlike");
  }

  /** Whether the score is the picture's own: neither not aligned nor unlike the good ones. */
  public boolean measured() {
    return notAligned.isEmpty() && unlike.isEmpty();
  }
}

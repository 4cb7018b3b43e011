package org.mekiki.inspect;

import java.util.List;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.padim.AnomalyMap;
import org.mekiki.padim.Embedding;
import org.mekiki.padim.FeatureMap;
import org.mekiki.padim.ImageTensor;
import org.mekiki.padim.Padim;

/**
 * Frame → verdict: decode, resize, backbone, embedding, distances, map, regions, heatmap. Does the
 * steps in their order and times them; each step is elsewhere. Thread-safe.
 */
public final class Inspector {
  private final FrameDecoder decoder;
  private final HeatmapCodec heatmaps = new HeatmapCodec();
  private final int maxRegions;
  private final CameraThresholds thresholds;

  /**
   * Judges by the models' own thresholds.
   *
   * @param decoder with its limits
   * @param maxRegions how many regions a verdict lists at most, 0 or more
   */
  public Inspector(ImageDecoder decoder, int maxRegions) {
    this(decoder, maxRegions, CameraThresholds.NONE);
  }

  /**
   * @param decoder with its limits
   * @param maxRegions how many regions a verdict lists at most, 0 or more
   * @param thresholds of cameras that are not judged by their model's
   */
  public Inspector(ImageDecoder decoder, int maxRegions, CameraThresholds thresholds) {
    if (maxRegions < 0) {
      throw new IllegalArgumentException("max regions " + maxRegions + ": must be 0 or more");
    }
    this.decoder = new FrameDecoder(decoder);
    this.maxRegions = maxRegions;
    this.thresholds = thresholds;
  }

  /**
   * Inspects one frame with one model.
   *
   * @throws UnscorableException if the frame can't be scored
   */
  public Inspection inspect(Frame frame, InspectionModel model) {
    Padim padim = model.padim();
    long start = System.nanoTime();
    Picture picture = decoder.decode(frame, model.preprocessor().preprocessing().resized());
    ImageTensor tensor = model.preprocessor().apply(picture);
    long decoded = System.nanoTime();
    List<FeatureMap> features = padim.extract(tensor);
    long extracted = System.nanoTime();
    Embedding embedding = padim.embed(features);
    float[] distances = padim.distances(embedding);
    long measured = System.nanoTime();
    AnomalyMap map = padim.map(distances);
    double score = map.max();
    if (!Double.isFinite(score)) {
      throw new UnscorableException(
          Rejection.NOT_FINITE,
          String.format(
              "frame %s has score %s under model %s version %d: the backbone gave values that are"
                  + " not numbers for this picture",
              frame.id(), score, model.key(), model.version()));
    }
    long mapped = System.nanoTime();
    double threshold = thresholds.of(frame.camera(), model.threshold());
    boolean anomalous = score >= threshold;
    List<Region> regions =
        anomalous
            ? Regions.find(
                map, threshold, picture.originalWidth(), picture.originalHeight(), maxRegions)
            : List.of();
    EncodedHeatmap heatmap = heatmaps.encode(map.values(), map.width(), map.height());
    long end = System.nanoTime();
    StageTimes times =
        new StageTimes(
            decoded - start,
            extracted - decoded,
            measured - extracted,
            mapped - measured,
            end - mapped);
    return new Inspection(
        model.key(),
        model.version(),
        score,
        padim.normalize(score),
        threshold,
        anomalous,
        picture.originalWidth(),
        picture.originalHeight(),
        regions,
        heatmap,
        times);
  }
}

package org.mekiki.inspect;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.Picture;
import org.mekiki.padim.Padim;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.FeatureMap;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.text.Text;
import org.mekiki.view.Viewer;
import org.mekiki.view.align.Pose;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frame → verdict: decode, resize, backbone, embedding, distances, map, regions, heatmap. Does the
 * steps in their order and times them; each step is elsewhere. Thread-safe.
 */
public final class Inspector {
  private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);

  /** Cameras that are warned of at most, each once for a model's version. */
  private static final int MOST_WARNINGS = 1000;

  private final FrameDecoder decoder;
  private final HeatmapCodec heatmaps = new HeatmapCodec();
  private final int maxRegions;
  private final CameraThresholds thresholds;
  private final PictureRules rules;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * Judges by the models' own thresholds, pictures by the rules where nothing is set.
   *
   * @param maxRegions how many regions a verdict lists at most, 0 or more
   */
  public Inspector(ImageDecoder decoder, int maxRegions) {
    this(decoder, maxRegions, CameraThresholds.NONE, PictureRules.DEFAULT);
  }

  /**
   * @param maxRegions how many regions a verdict lists at most, 0 or more
   * @param thresholds of cameras that are not judged by their model's
   */
  public Inspector(
      ImageDecoder decoder, int maxRegions, CameraThresholds thresholds, PictureRules rules) {
    if (maxRegions < 0) {
      throw new IllegalArgumentException("max regions " + maxRegions + ": must be 0 or more");
    }
    this.decoder = new FrameDecoder(decoder, rules);
    this.rules = rules;
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
    Picture picture = decoder.decode(frame, model.viewer().wanted(), model.pictures().bits());
    requireShape(frame, picture, model);
    long opened = System.nanoTime();
    Pose pose = model.viewer().locate(picture);
    long align = model.viewer().aligns() ? System.nanoTime() - opened : 0;
    if (pose instanceof Pose.NotAligned notAligned) {
      StageTimes times = new StageTimes(opened - start, align, 0, 0, 0, 0);
      return notAligned(frame, picture, model, notAligned, times);
    }
    Viewer.Seen seen = model.viewer().see(picture, (Pose.Found) pose);
    ImageTensor tensor = seen.tensor();
    long decoded = System.nanoTime();
    List<FeatureMap> features = padim.extract(tensor);
    long extracted = System.nanoTime();
    Embedding embedding = padim.embed(features);
    float[] distances = padim.distances(embedding);
    long measured = System.nanoTime();
    AnomalyMap map = padim.map(distances);
    double largest = map.max();
    if (!Double.isFinite(largest)) {
      throw new UnscorableException(
          Rejection.NOT_FINITE,
          Text.of(
              "frame %s has score %s under model %s version %d: the backbone gave values that are"
                  + " not numbers for this picture",
              frame.id(), largest, model.key(), model.version()));
    }
    double threshold = thresholds.of(frame.camera(), model.threshold());
    boolean reached = largest >= threshold;
    boolean accepted = reached || rules.unlike() == PictureRules.Unlike.ACCEPT;
    Optional<String> unlike = accepted ? Optional.empty() : padim.unlike(tensor);
    long mapped = System.nanoTime();
    double score = unlike.isEmpty() ? largest : threshold;
    List<Region> regions = List.of();
    Optional<String> where = Optional.empty();
    if (reached && model.viewer().isWhole()) {
      regions =
          Regions.find(
              map, threshold, picture.originalWidth(), picture.originalHeight(), maxRegions);
    } else if (reached) {
      ViewedRegions found = ViewedRegions.find(map, threshold, seen, picture, maxRegions);
      regions = found.regions();
      where = found.worst();
    }
    AnomalyMap whole = seen.frameMap(map);
    EncodedHeatmap heatmap = heatmaps.encode(whole.values(), whole.width(), whole.height());
    long end = System.nanoTime();
    StageTimes times =
        new StageTimes(
            decoded - start - align,
            align,
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
        score >= threshold,
        picture.originalWidth(),
        picture.originalHeight(),
        regions,
        heatmap,
        times,
        where,
        Optional.empty(),
        unlike);
  }

  /** A frame that can't be aligned has no score: it gets the least that is anomalous. */
  private Inspection notAligned(
      Frame frame, Picture picture, InspectionModel model, Pose.NotAligned why, StageTimes times) {
    if (rules.notAligned() == PictureRules.NotAligned.DEAD_LETTER) {
      throw new UnscorableException(Rejection.NOT_ALIGNED, why.reason());
    }
    double threshold = thresholds.of(frame.camera(), model.threshold());
    return new Inspection(
        model.key(),
        model.version(),
        threshold,
        model.padim().normalize(threshold),
        threshold,
        true,
        picture.originalWidth(),
        picture.originalHeight(),
        List.of(),
        heatmaps.encode(new float[] {0}, 1, 1),
        times,
        Optional.empty(),
        Optional.of(why.reason()),
        Optional.empty());
  }

  /** A picture of another shape would be stretched, and what the model sees of it would differ. */
  private void requireShape(Frame frame, Picture picture, InspectionModel model) {
    int width = picture.originalWidth();
    int height = picture.originalHeight();
    boolean accepted = rules.otherShape() == PictureRules.OtherShape.ACCEPT;
    if (accepted || !model.pictures().differ(width, height)) {
      return;
    }
    String why =
        Text.of(
            "camera %s sends pictures of %dx%d, but model %s version %d was taught with %dx%d,"
                + " another aspect ratio; teach it with this camera's pictures, or see"
                + " image.other-shape",
            frame.camera(),
            width,
            height,
            model.key(),
            model.version(),
            model.pictures().width(),
            model.pictures().height());
    if (rules.otherShape() == PictureRules.OtherShape.DEAD_LETTER) {
      throw new UnscorableException(Rejection.OTHER_SHAPE, why);
    }
    if (warned.size() < MOST_WARNINGS
        && warned.add(frame.camera() + '|' + model.key() + '|' + model.version())) {
      LOG.warn("{}", why);
    }
  }
}

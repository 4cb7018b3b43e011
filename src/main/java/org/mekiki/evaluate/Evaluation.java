package org.mekiki.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.detect.Detectability;
import org.mekiki.evaluate.data.DataSet;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.BestThreshold;
import org.mekiki.evaluate.metric.Confusion;
import org.mekiki.evaluate.metric.Figure;
import org.mekiki.evaluate.metric.ImageMetrics;
import org.mekiki.evaluate.metric.PixelMetrics;

/**
 * All that an evaluation found out. Everything but {@link #framesPerSecond} is the same when it is
 * repeated.
 *
 * @param scores of all test images that could be read, in the set's order
 * @param threshold raw score from which on an image counts as anomalous, as learned
 * @param learned what is known of the threshold before a test image is looked at
 * @param best the threshold that would have done best; empty unless there are good and defective
 *     images
 * @param pixel figures over pixels
 * @param pixelSize where the pixels were compared, for people
 * @param classes good images and each class of defects, in that order
 * @param unreadable files that could not be used
 * @param notes what a reader must know to read the figures right, as sentences
 * @param framesPerSecond test images decoded and scored per second of wall-clock time, all threads
 *     together
 * @param detectability what of painted defects the model finds; empty if none were painted
 */
public record Evaluation(
    DataSet dataSet,
    int trainImages,
    String calibration,
    List<ImageScore> scores,
    double threshold,
    LearnedThreshold learned,
    Optional<BestThreshold> best,
    ImageMetrics image,
    Confusion confusion,
    PixelMetrics pixel,
    String pixelSize,
    List<ClassResult> classes,
    List<Unreadable> unreadable,
    List<String> notes,
    double framesPerSecond,
    Examples examples,
    Optional<Detectability> detectability) {
  public Evaluation {
    Objects.requireNonNull(calibration, "calibration");
    Objects.requireNonNull(detectability, "detectability");
    scores = List.copyOf(scores);
    classes = List.copyOf(classes);
    unreadable = List.copyOf(unreadable);
    notes = List.copyOf(notes);
  }

  /**
   * Raw score of a test image.
   *
   * @param unlike why it is anomalous though its map is not: as a whole it is unlike the good
   *     images, and its score is the threshold; else empty
   * @param notAligned why it could not be aligned, for which it has the largest score of all; else
   *     empty
   */
  public record ImageScore(
      TestItem item, double score, Optional<String> unlike, Optional<String> notAligned) {
    public ImageScore {
      Objects.requireNonNull(unlike, "unlike");
      Objects.requireNonNull(notAligned, "notAligned");
    }
  }

  /** A file that could not be used, and why. */
  public record Unreadable(Path file, String reason) {}

  /**
   * What one class of the test set gives.
   *
   * @param name {@code good} or the class of defects
   * @param defective whether it is one of defects
   * @param images number of images scored
   * @param anomalous how many of them reach the threshold
   * @param imageAuroc its images against all good ones; undefined for {@code good}
   * @param pixelAuroc its defective pixels against all normal ones
   * @param aupro its regions, over the false-positive rate of all normal pixels
   */
  public record ClassResult(
      String name,
      boolean defective,
      int images,
      long anomalous,
      Figure imageAuroc,
      Figure pixelAuroc,
      Figure aupro,
      long regions) {}

  /**
   * Images for the report.
   *
   * @param misses defective images with the lowest scores, the lowest first
   * @param falseAlarms good images with the highest scores, the highest first
   */
  public record Examples(List<Example> misses, List<Example> falseAlarms) {
    public Examples {
      misses = List.copyOf(misses);
      falseAlarms = List.copyOf(falseAlarms);
    }
  }

  /**
   * An image for the report.
   *
   * @param score its raw score and what it is
   * @param jpeg the image, its mask's outline drawn in
   * @param overlay the heatmap over the image, as JPEG
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Example(ImageScore score, byte[] jpeg, byte[] overlay) {}
}

package org.mekiki.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.mekiki.evaluate.Evaluation.ImageScore;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.PixelMetrics;
import org.mekiki.evaluate.metric.PixelScores;
import org.mekiki.padim.map.ConnectedParts;

/** Collects the scored images of a test set, in its order; keeps scores, not maps. */
final class TestScores {
  private final List<ImageScore> scores = new ArrayList<>();
  private final PixelScores pixels;
  private final double threshold;
  private final List<String> notAligned = new ArrayList<>();
  private final List<String> unlike = new ArrayList<>();
  private int withoutMask;
  private int withEmptyMask;
  private int withVanishedDefect;

  /**
   * @param threshold from which on an image is anomalous
   */
  TestScores(List<String> defectClasses, double threshold) {
    this.threshold = threshold;
    this.pixels = new PixelScores(defectClasses);
  }

  void add(ScoredItem scored) {
    TestItem item = scored.item();
    if (scored.notAligned().isPresent()) {
      scores.add(
          new ImageScore(item, Double.POSITIVE_INFINITY, Optional.empty(), scored.notAligned()));
      notAligned.add(item.image().getFileName() + ": " + scored.notAligned().get());
    }
    scored.unlike().ifPresent(why -> unlike.add(item.image().getFileName() + ": " + why));
    if (!scored.scored()) {
      return;
    }
    scores.add(new ImageScore(item, scored.score(), scored.unlike(), Optional.empty()));
    if (scored.pixels().isEmpty()) {
      withoutMask++;
    } else if (!item.defective()) {
      pixels.addGood(scored.pixels().get());
    } else {
      ConnectedParts regions = scored.regions().orElseThrow();
      pixels.addDefective(scored.pixels().get(), regions, item.className());
      withVanishedDefect += scored.vanished() ? 1 : 0;
      withEmptyMask += regions.count() == 0 && !scored.vanished() ? 1 : 0;
    }
  }

  /** An image that can't be aligned has the largest score of all, and is anomalous. */
  List<ImageScore> scores() {
    if (notAligned.isEmpty()) {
      return Collections.unmodifiableList(scores);
    }
    double largest =
        scores.stream()
            .mapToDouble(ImageScore::score)
            .filter(Double::isFinite)
            .reduce(threshold, Math::max);
    return scores.stream()
        .map(
            image ->
                new ImageScore(
                    image.item(),
                    Math.min(image.score(), largest),
                    image.unlike(),
                    image.notAligned()))
        .toList();
  }

  /** Images that can't be aligned: names and why. */
  List<String> notAligned() {
    return Collections.unmodifiableList(notAligned);
  }

  /** Images that are anomalous only because they are unlike the good ones: names and why. */
  List<String> unlike() {
    return Collections.unmodifiableList(unlike);
  }

  PixelMetrics pixelMetrics() {
    return pixels.metrics();
  }

  /** Scored defective images that have no usable mask, and so no part in the pixel metrics. */
  int withoutMask() {
    return withoutMask;
  }

  /** Defective images whose mask shows nothing. */
  int withEmptyMask() {
    return withEmptyMask;
  }

  /** Images whose defects are too small to be seen at the size of comparison. */
  int withVanishedDefect() {
    return withVanishedDefect;
  }
}

package org.mekiki.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mekiki.evaluate.Evaluation.ImageScore;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.MaskRegions;
import org.mekiki.evaluate.metric.PixelMetrics;
import org.mekiki.evaluate.metric.PixelScores;

/** Collects the scored images of a test set, in its order; keeps scores, not maps. */
final class TestScores implements AutoCloseable {
  private final List<ImageScore> scores = new ArrayList<>();
  private final PixelScores pixels;
  private int withoutMask;
  private int withEmptyMask;
  private int withVanishedDefect;

  TestScores(List<String> defectClasses) {
    this.pixels = new PixelScores(defectClasses);
  }

  void add(ScoredItem scored) {
    if (!scored.scored()) {
      return;
    }
    TestItem item = scored.item();
    scores.add(new ImageScore(item, scored.score()));
    if (scored.pixels().isEmpty()) {
      withoutMask++;
    } else if (!item.defective()) {
      pixels.addGood(scored.pixels().get());
    } else {
      MaskRegions regions = scored.regions().orElseThrow();
      pixels.addDefective(scored.pixels().get(), regions, item.className());
      withVanishedDefect += scored.vanished() ? 1 : 0;
      withEmptyMask += regions.count() == 0 && !scored.vanished() ? 1 : 0;
    }
  }

  List<ImageScore> scores() {
    return Collections.unmodifiableList(scores);
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

  @Override
  public void close() {
    pixels.close();
  }
}

package org.mekiki.evaluate;

import java.util.Optional;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.evaluate.metric.MaskRegions;

/**
 * A test image after scoring.
 *
 * @param item the image
 * @param scored whether it has a score
 * @param score its raw score
 * @param pixels its map at the size where pixels are compared; empty if it has no usable mask
 * @param regions of its mask at that size; empty for good images
 * @param vanished whether its mask shows a defect, but none that is left at that size
 * @param problem why its image or its mask can't be used
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record ScoredItem(
    TestItem item,
    boolean scored,
    double score,
    Optional<float[]> pixels,
    Optional<MaskRegions> regions,
    boolean vanished,
    Optional<Unreadable> problem) {

  static ScoredItem unscored(TestItem item, Unreadable problem) {
    return new ScoredItem(
        item, false, Double.NaN, Optional.empty(), Optional.empty(), false, Optional.of(problem));
  }

  static ScoredItem withoutMask(TestItem item, double score, Optional<Unreadable> problem) {
    return new ScoredItem(item, true, score, Optional.empty(), Optional.empty(), false, problem);
  }

  static ScoredItem good(TestItem item, double score, float[] pixels) {
    return new ScoredItem(
        item, true, score, Optional.of(pixels), Optional.empty(), false, Optional.empty());
  }

  static ScoredItem defective(
      TestItem item, double score, float[] pixels, MaskRegions regions, boolean vanished) {
    return new ScoredItem(
        item, true, score, Optional.of(pixels), Optional.of(regions), vanished, Optional.empty());
  }
}

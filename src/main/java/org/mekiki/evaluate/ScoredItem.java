package org.mekiki.evaluate;

import java.util.Optional;
import org.mekiki.evaluate.Evaluation.Unreadable;
import org.mekiki.evaluate.data.TestItem;
import org.mekiki.padim.map.ConnectedParts;

/**
 * A test image after scoring.
 *
 * @param scored whether it has a score
 * @param pixels its map at the size where pixels are compared; empty if it has no usable mask
 * @param regions of its mask at that size; empty for good images
 * @param vanished whether its mask shows a defect, but none that is left at that size
 * @param unlike why it is anomalous though its map is not: as a whole it is unlike the good images
 * @param notAligned why it could not be aligned: it is anomalous, and has no score of its own
 * @param problem why its image or its mask can't be used
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record ScoredItem(
    TestItem item,
    boolean scored,
    double score,
    Optional<float[]> pixels,
    Optional<ConnectedParts> regions,
    boolean vanished,
    Optional<String> unlike,
    Optional<String> notAligned,
    Optional<Unreadable> problem) {

  static ScoredItem unscored(TestItem item, Unreadable problem) {
    return of(item, Double.NaN, null, null, false, null, problem);
  }

  static ScoredItem notAligned(TestItem item, String why) {
    return of(item, Double.NaN, null, null, false, why, null);
  }

  static ScoredItem withoutMask(TestItem item, double score, Optional<Unreadable> problem) {
    return of(item, score, null, null, false, null, problem.orElse(null));
  }

  static ScoredItem good(TestItem item, double score, float[] pixels) {
    return of(item, score, pixels, null, false, null, null);
  }

  static ScoredItem defective(
      TestItem item, double score, float[] pixels, ConnectedParts regions, boolean vanished) {
    return of(item, score, pixels, regions, vanished, null, null);
  }

  /** The same, of an image that may be unlike the good ones. */
  ScoredItem unlike(Optional<String> why) {
    return new ScoredItem(item, scored, score, pixels, regions, vanished, why, notAligned, problem);
  }

  private static ScoredItem of(
      TestItem item,
      double score,
      float[] pixels,
      ConnectedParts regions,
      boolean vanished,
      String notAligned,
      Unreadable problem) {
    return new ScoredItem(
        item,
        !Double.isNaN(score),
        score,
        Optional.ofNullable(pixels),
        Optional.ofNullable(regions),
        vanished,
        Optional.empty(),
        Optional.ofNullable(notAligned),
        Optional.ofNullable(problem));
  }
}

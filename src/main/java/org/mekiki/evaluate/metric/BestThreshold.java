package org.mekiki.evaluate.metric;

import java.util.Arrays;
import java.util.Optional;

/**
 * The threshold that would have done best on a test set: the one with the largest difference of
 * recall and false-alarm rate (Youden 1950, "Index for rating diagnostic tests"), among equals the
 * highest. It is chosen knowing the defects, so it tells what the scores could give, not what to
 * expect.
 */
public record BestThreshold(double threshold, Confusion confusion) {

  /**
   * Finds it.
   *
   * @param scores raw scores, none NaN
   * @param defective the truth, one for each score
   * @return empty unless there are good and defective images
   */
  public static Optional<BestThreshold> of(double[] scores, boolean[] defective) {
    double[] distinct = Arrays.stream(scores).distinct().sorted().toArray();
    BestThreshold best = null;
    double most = 0;
    for (int i = distinct.length - 1; i >= 0; i--) {
      Confusion confusion = Confusion.at(distinct[i], scores, defective);
      if (!confusion.recall().defined() || !confusion.falseAlarmRate().defined()) {
        return Optional.empty();
      }
      double gain = confusion.recall().value() - confusion.falseAlarmRate().value();
      if (best == null || gain > most) {
        best = new BestThreshold(distinct[i], confusion);
        most = gain;
      }
    }
    return Optional.ofNullable(best);
  }
}

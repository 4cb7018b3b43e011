package org.mekiki.evaluate.metric;

import java.util.stream.IntStream;

/**
 * Figures over the images' raw scores. Each needs good and defective images; with one kind only,
 * they are undefined (average precision and F1-max of a set without good images would be 1 whatever
 * the scores).
 *
 * @param auroc area under the ROC curve, ties counting half
 * @param averagePrecision area under the precision–recall steps
 * @param f1Max largest F1 of any threshold: what the best threshold could reach, not what a learned
 *     one does
 * @param f1MaxThreshold the lowest threshold that reaches it
 * @param roc false-positive rate → true-positive rate
 */
public record ImageMetrics(
    Figure auroc, Figure averagePrecision, Figure f1Max, Figure f1MaxThreshold, Curve roc) {

  /**
   * Computes the figures.
   *
   * @param scores raw scores, none NaN
   * @param defective the truth, one for each score
   * @throws IllegalArgumentException if a score is NaN or the lengths differ
   */
  public static ImageMetrics of(double[] scores, boolean[] defective) {
    if (scores.length != defective.length) {
      throw new IllegalArgumentException(
          scores.length + " scores but " + defective.length + " labels");
    }
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN: it can't be ranked");
      }
      positives += defective[i] ? 1 : 0;
    }
    if (positives == 0 || positives == scores.length) {
      return undefined(oneKind(scores.length, positives));
    }
    ThresholdSweep sweep = new ThresholdSweep(scores.length - positives, positives);
    sweep(scores, defective, sweep);
    return new ImageMetrics(
        Figure.of(sweep.auroc()),
        Figure.of(sweep.averagePrecision()),
        Figure.of(sweep.f1Max()),
        Figure.of(sweep.f1MaxThreshold()),
        sweep.roc());
  }

  private static void sweep(double[] scores, boolean[] defective, ThresholdSweep sweep) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[b] + 0.0, scores[a] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    int next = 0;
    while (next < order.length) {
      double score = scores[order[next]];
      int[] counts = new int[2];
      while (next < order.length && scores[order[next]] == score) {
        counts[defective[order[next]] ? 1 : 0]++;
        next++;
      }
      sweep.step(score, counts[0], counts[1]);
    }
  }

  private static ImageMetrics undefined(String reason) {
    Figure none = Figure.undefined(reason);
    return new ImageMetrics(none, none, none, none, Curve.none());
  }

  private static String oneKind(int images, int positives) {
    if (images == 0) {
      return "no image was scored";
    }
    return positives == 0
        ? "the test set has no defective image"
        : "the test set has no good image";
  }
}

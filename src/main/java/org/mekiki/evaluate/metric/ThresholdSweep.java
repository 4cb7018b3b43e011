package org.mekiki.evaluate.metric;

/**
 * Lowers the threshold over all distinct scores, highest first, and computes what is defined over
 * its way: AUROC, average precision, F1-max and the ROC curve. Equal scores come as one step, so
 * that ties are handled as scikit-learn handles them.
 *
 * <ul>
 *   <li>AUROC ({@code roc_auc_score}): area under the straight lines between the points (FPR, TPR)
 *       of all thresholds, {@code Σ n_g · (P_before + p_g / 2) / (N · P)}: ties count half.
 *   <li>average precision ({@code average_precision_score}): {@code Σ (R_k − R_{k−1}) · P_k}, no
 *       interpolation.
 *   <li>F1-max: the largest {@code 2TP / (2TP + FP + FN)} of all thresholds; its threshold is the
 *       lowest that reaches it, as the first maximum over {@code precision_recall_curve} is.
 * </ul>
 *
 * <p>Counts are exact; sums are compensated, so that 10⁹ steps lose nothing that shows. Not
 * thread-safe.
 */
final class ThresholdSweep {
  private final long negatives;
  private final long positives;
  private long falsePositives;
  private long truePositives;
  private final CompensatedSum area = new CompensatedSum();
  private final CompensatedSum precision = new CompensatedSum();
  private double f1Max;
  private double f1MaxThreshold = Double.NaN;
  private double last = Double.POSITIVE_INFINITY;
  private final Curve.Thinner roc = new Curve.Thinner();

  /**
   * A sweep over scores of which this many are of good and of defective things; both at least 1.
   */
  ThresholdSweep(long negatives, long positives) {
    if (negatives < 1 || positives < 1) {
      throw new IllegalArgumentException(
          negatives + " negatives and " + positives + " positives: both must be at least 1");
    }
    this.negatives = negatives;
    this.positives = positives;
    roc.add(0, 0);
  }

  /** The next lower score, with the number of good and defective things that have it. */
  void step(double score, long negativesHere, long positivesHere) {
    if (!(score <= last)) {
      throw new IllegalArgumentException("score " + score + " comes after " + last);
    }
    last = score;
    area.add(negativesHere * (truePositives + positivesHere / 2.0));
    falsePositives += negativesHere;
    truePositives += positivesHere;
    precision.add(positivesHere * (truePositives / (double) (truePositives + falsePositives)));
    double f1 = 2.0 * truePositives / (truePositives + falsePositives + positives);
    if (f1 >= f1Max) {
      f1Max = f1;
      f1MaxThreshold = score;
    }
    roc.add(falsePositives / (double) negatives, truePositives / (double) positives);
  }

  double auroc() {
    return area.value() / negatives / positives;
  }

  double averagePrecision() {
    return precision.value() / positives;
  }

  double f1Max() {
    return f1Max;
  }

  double f1MaxThreshold() {
    return f1MaxThreshold;
  }

  Curve roc() {
    return roc.curve();
  }
}

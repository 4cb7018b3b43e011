package org.mekiki.app;

import org.mekiki.evaluate.F1OnceLabelled;
import org.mekiki.padim.Threshold;
import org.mekiki.padim.Thresholds;

/** {@code --threshold} of {@code evaluate}. */
final class EvaluationThreshold {
  /** Part of the test images that a threshold which needs labels takes away. */
  static final double LABELLED_PART = 0.2;

  private static final String F1 = "f1";

  private EvaluationThreshold() {}

  static boolean needsLabels(String how) {
    return how.equals(F1);
  }

  /**
   * How the threshold is chosen.
   *
   * @param how {@code quantile}, {@code f1}, {@code chi-square} or a raw score
   * @param falseAlarmRate wished share of good images above it
   * @param dimensions D
   */
  static Threshold parse(String how, double falseAlarmRate, int dimensions) {
    switch (how) {
      case "quantile":
        return Thresholds.quantile(falseAlarmRate);
      case F1:
        return new F1OnceLabelled(falseAlarmRate);
      case "chi-square":
        return Thresholds.chiSquare(falseAlarmRate, dimensions);
      default:
        try {
          return Thresholds.manual(Double.parseDouble(how));
        } catch (IllegalArgumentException e) {
          throw CommandException.badUsage(
              "--threshold '"
                  + how
                  + "' is not legal: quantile, f1, chi-square or a raw score, e.g. 12.5, are");
        }
    }
  }
}

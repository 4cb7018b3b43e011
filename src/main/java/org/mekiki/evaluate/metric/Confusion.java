package org.mekiki.evaluate.metric;

/**
 * Counts of right and wrong verdicts at one threshold. An image is called anomalous if its score is
 * at least the threshold.
 *
 * @param truePositives defective, called anomalous
 * @param falsePositives good, called anomalous: false alarms
 * @param trueNegatives good, called good
 * @param falseNegatives defective, called good: misses
 */
public record Confusion(
    long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

  /**
   * Counts at a threshold.
   *
   * @param scores raw scores, none NaN
   * @param defective the truth, one for each score
   */
  public static Confusion at(double threshold, double[] scores, boolean[] defective) {
    if (scores.length != defective.length) {
      throw new IllegalArgumentException(
          scores.length + " scores but " + defective.length + " labels");
    }
    long[][] counts = new long[2][2];
    for (int i = 0; i < scores.length; i++) {
      counts[defective[i] ? 1 : 0][scores[i] >= threshold ? 1 : 0]++;
    }
    return new Confusion(counts[1][1], counts[0][1], counts[0][0], counts[1][0]);
  }

  /** Share of the defective images that were found. */
  public Figure recall() {
    return ratio(truePositives, truePositives + falseNegatives, "there is no defective image");
  }

  /** Share of the images called anomalous that are defective. */
  public Figure precision() {
    return ratio(truePositives, truePositives + falsePositives, "no image was called anomalous");
  }

  /** Share of the good images that were called anomalous. */
  public Figure falseAlarmRate() {
    return ratio(falsePositives, falsePositives + trueNegatives, "there is no good image");
  }

  /** {@code 2TP / (2TP + FP + FN)}. */
  public Figure f1() {
    return ratio(
        2 * truePositives,
        2 * truePositives + falsePositives + falseNegatives,
        "there is no defective image and no alarm");
  }

  private static Figure ratio(long part, long whole, String reason) {
    return whole == 0 ? Figure.undefined(reason) : Figure.of((double) part / whole);
  }
}

package org.mekiki.padim;

import java.util.Arrays;

/**
 * {@link Thresholds#quantile}: the empirical quantile where scores suffice, else the upper
 * prediction limit of a lognormal distribution.
 */
final class QuantileThreshold implements Threshold {
  /*
   * With n · rate < 1 no score is as rare as the one that is looked for. Their
   * logarithm is taken as normal, so their tail is a little heavier than a normal one. A score is the maximum
   * of a map, for which theory suggests Gumbel's distribution; but neighbouring patches are correlated, good
   * frames differ among themselves more than the maximum of one frame would by chance, and scores of real
   * frames are far less skewed than Gumbel's 1.14: 0.2 to 0.6, their logarithms -0.7 to -0.1. With 30 to 100
   * scores of magnetic tiles and rate 0.01 this limit flagged 0.1 to 1.3 % of new good frames, Gumbel's 0 to
   * 1 % at the price of a fifth of the defects found, the largest score itself 1 to 6 %.
   *
   * The limit is mean + t · s · sqrt(1 + 1/n) with Student's t of n − 1 degrees of freedom: it holds with
   * the rate on average over samples, the uncertainty of mean and s included (Hahn and Meeker 1991,
   * "Statistical intervals", 4.7).
   *
   * It is never below the largest score, since fewer than one of n good images may be flagged; with one
   * exception: a score so far above the rest that a good image would land there once in a thousand such
   * sets is taken for a mislabelled defect. Counting it would hide all defects below it.
   */
  private static final double OUTLIER_RATE = 1e-3;

  private static final int MIN_FOR_OUTLIERS = 10;

  /** Fewer scores say too little of their spread: then it counts as at least this, in logs. */
  private static final int FEW = 5;

  private static final double SPREAD_OF_FEW = 0.1;

  private final double rate;

  QuantileThreshold(double rate) {
    Thresholds.checkRate(rate);
    this.rate = rate;
  }

  @Override
  public double choose(double[] good, double[] bad) {
    double[] sorted = Thresholds.sorted(good, "good");
    int n = sorted.length;
    if (n == 0) {
      throw new IllegalArgumentException(
          "the threshold needs scores of held-out good images and there are none");
    }
    if (n * rate >= 1) {
      return justAbove(sorted[n - (int) Math.floor(rate * (n + 1))]);
    }
    boolean logarithmic = sorted[0] > 0;
    double[] values = logarithmic ? Arrays.stream(sorted).map(Math::log).toArray() : sorted;
    int kept = withoutOutliers(values);
    double limit = predictionLimit(values, kept, rate);
    return Math.max(justAbove(sorted[kept - 1]), logarithmic ? Math.exp(limit) : limit);
  }

  /** Scores are float32 and an image is anomalous from the threshold on. */
  private static double justAbove(double score) {
    return Math.nextUp((float) score);
  }

  /** How many of the sorted values belong together; at most a tenth is left out. */
  private static int withoutOutliers(double[] values) {
    int kept = values.length;
    int least = values.length - values.length / 10;
    while (kept >= MIN_FOR_OUTLIERS
        && kept > least
        && values[kept - 1] > predictionLimit(values, kept - 1, OUTLIER_RATE / kept)) {
      kept--;
    }
    return kept;
  }

  private static double predictionLimit(double[] values, int n, double rate) {
    double mean = Arrays.stream(values, 0, n).average().orElseThrow();
    double squares = Arrays.stream(values, 0, n).map(v -> (v - mean) * (v - mean)).sum();
    double spread = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
    if (n < FEW) {
      spread = Math.max(spread, SPREAD_OF_FEW);
    }
    int freedom = Math.max(n, FEW) - 1;
    double t = Quantiles.student(1 - rate, freedom);
    return mean + t * spread * Math.sqrt(1 + 1.0 / n);
  }

  @Override
  public String describe() {
    return "quantile of held-out good images at false-alarm rate " + rate;
  }
}

package org.mekiki.padim.threshold;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * {@link Thresholds#quantile}: from the largest scores where they suffice, else the upper
 * prediction limit of a lognormal distribution. Odd scores are left out before, see {@link
 * OddScores}.
 */
final class QuantileThreshold implements Threshold {
  /*
   * Where n · rate ≥ 1 there are two estimates. One is the k-th largest score, k = ⌊rate · (n + 1)⌋: a new good image
   * is as likely to land at any rank, so it keeps the rate whatever the distribution; but with 200 scores and rate
   * 0.02 it hangs on one image. The other one is the tail's: of n logarithms the K largest lie above the next one, u.
   * Above u they are taken as exponential with their own mean excess s, so that u + s · ln(K/n / rate) is reached
   * with the rate (Hill 1975, "A simple general approach to inference about the tail of a distribution"). K is a tenth
   * of n, but at least twice what is looked for: little is assumed of what lies beyond. It is steadier, but where the
   * largest scores lie in a heap of their own it flags twice the rate.
   *
   * The threshold is the lower of both: what hides among the largest scores, a defect or a hand, can only raise them.
   * On unseen good frames of seven sets it made 1.7 to 4.0 % for a target of 2 %, the middle of both 1.3 to 4.0 %, and
   * it found more on magnetic tiles.
   *
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
   * "Statistical intervals", 4.7). It is never below the largest score that is not odd, since fewer than one
   * of n good images may be flagged.
   */

  /** The tail's share of the scores, and its fewest. */
  private static final double TAIL = 0.1;

  private static final int SHORTEST_TAIL = 5;

  /** Fewer scores say too little of their spread: then it counts as at least this, in logs. */
  private static final int FEW = 5;

  private static final double SPREAD_OF_FEW = 0.1;

  /** More than products of a rate and a number of scores are off by. */
  private static final double ROUNDING = 1e-9;

  private final double rate;
  private final boolean forGroups;

  QuantileThreshold(double rate, boolean forGroups) {
    Thresholds.checkRate(rate);
    this.rate = rate;
    this.forGroups = forGroups;
  }

  @Override
  public boolean forGroups() {
    return forGroups;
  }

  @Override
  public double choose(double[] good, double[] bad) {
    double[] sorted = Thresholds.sorted(good, "good");
    if (sorted.length == 0) {
      throw new IllegalArgumentException(
          "the threshold needs scores of held-out good images and there are none");
    }
    double[] values = Thresholds.logarithms(sorted);
    int kept = OddScores.kept(values);
    double limit =
        kept * rate >= 1
            ? measured(values, kept)
            : Math.max(values[kept - 1], predictionLimit(values, kept, rate));
    return justAbove(sorted[0] > 0 ? StrictMath.exp(limit) : limit);
  }

  /** Scores are float32 and an image is anomalous from the threshold on. */
  private static double justAbove(double score) {
    return Math.nextUp((float) score);
  }

  /**
   * From enough values; those from {@code kept} on are odd. Some of these are ordinary ones: a new
   * one like them is a false alarm as well, so they take their part of the rate.
   */
  private double measured(double[] values, int kept) {
    double ordinary = OddScores.ordinary(values.length - kept);
    double left = Math.max(1.0 / (kept + 1), (rate * kept - ordinary) / kept);
    // Without the addend, rounding makes 0 of 1/98 · 98, and the rank is an odd score's.
    int rank = Math.max(1, (int) Math.floor(left * (kept + 1) + ROUNDING));
    return Math.min(values[kept - rank], tailQuantile(values, kept, left));
  }

  /** Of the n smallest values. */
  private static double tailQuantile(double[] values, int n, double rate) {
    int wanted = (int) Math.ceil(Math.max(TAIL, 2 * rate) * n);
    int tail = Math.min(n / 2, Math.max(SHORTEST_TAIL, wanted));
    double start = values[n - 1 - tail];
    double excess = Arrays.stream(values, n - tail, n).map(value -> value - start).sum() / tail;
    return start + excess * StrictMath.log(tail / (n * rate));
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
  public OptionalDouble falseAlarmRate(int bad) {
    return OptionalDouble.of(rate);
  }

  @Override
  public String describe() {
    return "quantile of held-out good images at false-alarm rate " + rate;
  }
}

package org.mekiki.padim.threshold;

import java.util.Arrays;
import org.mekiki.text.Text;

/** The strategies for {@link Threshold}. All refuse scores that are not finite. */
public final class Thresholds {
  /** Scores are distances in standard deviations, kept as float32: below this they are rounding. */
  private static final double LEAST = 1e-6;

  private Thresholds() {}

  /**
   * Lets a strategy choose, and refuses a threshold that would flag every image.
   *
   * @throws IllegalArgumentException if the threshold is not clearly above zero
   */
  public static double choose(Threshold threshold, double[] good, double[] bad) {
    double value = threshold.choose(good, bad);
    if (!(value > LEAST)) {
      throw new IllegalArgumentException(
          Text.of(
              "the threshold would be %s, and it must be clearly above 0: the good images hardly"
                  + " differ; teach with images of different parts",
              value));
    }
    return value;
  }

  /**
   * From good images alone: the score that a new good image reaches with this probability.
   *
   * <p>Groups of good images are told apart, see {@link GoodGroups}. Odd scores don't count, see
   * {@link OddScores}. With few scores it is extrapolated, see {@link QuantileThreshold}.
   *
   * @param falseAlarmRate share of good images that may be flagged, above 0, below 0.5
   */
  public static Threshold quantile(double falseAlarmRate) {
    return new QuantileThreshold(falseAlarmRate, true);
  }

  /** As {@link #quantile}, but the same for all good images, see {@link GoodGroups}. */
  public static Threshold quantileForAll(double falseAlarmRate) {
    return new QuantileThreshold(falseAlarmRate, false);
  }

  /**
   * The threshold with the best F1 on labelled scores; between neighbouring scores the middle,
   * among equals the highest. Only for images that are not evaluated afterwards.
   */
  public static Threshold f1Optimal() {
    return new F1Threshold();
  }

  /**
   * The user's own, whatever the scores are.
   *
   * @param value raw score from which on an image is anomalous, finite
   */
  public static Threshold manual(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("threshold " + value + " is not finite");
    }
    return new FixedThreshold(value, "set by hand to " + value, false);
  }

  /**
   * From theory alone: d² of a good patch follows a chi-square distribution with D degrees of
   * freedom if features are normal and the Gaussians exact. Neither holds well, the blur lowers
   * scores, and a score is the largest of many patches, so the rate is one of patches before
   * blurring, at best: something to start from without any held-out image.
   *
   * @param falseAlarmRate share of good patches above the threshold, above 0, below 0.5
   * @param dimensions D
   */
  public static Threshold chiSquare(double falseAlarmRate, int dimensions) {
    checkRate(falseAlarmRate);
    if (dimensions < 1) {
      throw new IllegalArgumentException(dimensions + " dimensions: it must be at least 1");
    }
    return new FixedThreshold(
        Math.sqrt(Quantiles.chiSquare(1 - falseAlarmRate, dimensions)),
        "chi-square quantile of " + dimensions + " dimensions at " + falseAlarmRate,
        true);
  }

  static void checkRate(double rate) {
    if (!(rate > 0 && rate < 0.5)) {
      throw new IllegalArgumentException(
          "false-alarm rate " + rate + " is not valid: it must be above 0 and below 0.5");
    }
  }

  /** A sorted copy. */
  static double[] sorted(double[] scores, String what) {
    double[] sorted = scores.clone();
    for (int i = 0; i < sorted.length; i++) {
      if (!Double.isFinite(sorted[i])) {
        throw new IllegalArgumentException(
            what + " score " + i + " is " + sorted[i] + ": it must be finite");
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /** Logarithms, or the scores themselves where one is not above 0. */
  static double[] logarithms(double[] ascending) {
    return ascending.length == 0 || ascending[0] > 0
        ? Arrays.stream(ascending).map(StrictMath::log).toArray()
        : ascending.clone();
  }

  private record FixedThreshold(double value, String description, boolean ofWholeDistances)
      implements Threshold {
    @Override
    public double choose(double[] good, double[] bad) {
      return value;
    }

    @Override
    public String describe() {
      return description;
    }
  }

  private record F1Threshold() implements Threshold {
    @Override
    public double choose(double[] good, double[] bad) {
      double[] g = sorted(good, "good");
      double[] b = sorted(bad, "defective");
      if (b.length == 0) {
        throw new IllegalArgumentException(
            "the F1-optimal threshold needs scores of defective images: label some, or choose a"
                + " quantile of good ones");
      }
      double[] all = new double[g.length + b.length];
      System.arraycopy(g, 0, all, 0, g.length);
      System.arraycopy(b, 0, all, g.length, b.length);
      Arrays.sort(all);
      double best = -1;
      double threshold = all[all.length - 1];
      for (int i = all.length - 1; i >= 0; i--) {
        if (i > 0 && all[i - 1] == all[i]) {
          continue;
        }
        int found = atLeast(b, all[i]);
        double f1 = 2.0 * found / (found + atLeast(g, all[i]) + b.length);
        if (f1 > best) {
          best = f1;
          threshold = i == 0 ? all[0] : all[i - 1] + (all[i] - all[i - 1]) / 2;
        }
      }
      return threshold;
    }

    private static int atLeast(double[] sorted, double value) {
      int count = 0;
      while (count < sorted.length && sorted[sorted.length - 1 - count] >= value) {
        count++;
      }
      return count;
    }

    @Override
    public String describe() {
      return "best F1 on labelled images";
    }
  }
}

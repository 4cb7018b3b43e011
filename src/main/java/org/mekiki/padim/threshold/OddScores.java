package org.mekiki.padim.threshold;

/**
 * Which of the largest scores of good images don't belong to the others: a mislabelled defect, a
 * hand in the picture. They must not make the threshold, since it would hide all defects below
 * them.
 */
final class OddScores {
  /*
   * The logarithm of an ordinary score is taken as normal above its median. Its upper spread s is taken from the upper
   * half alone, as a normal distribution's that has the same third quartile or the same seventh octile, the larger
   * of both: scores are skewed, and a fence from both sides cuts the longer one's ordinary tail (Hubert and
   * Vandervieren 2008, "An adjusted boxplot for skewed distributions"). Quantiles of the middle are moved little by
   * a few odd scores. A third of n stands for Student's degrees of freedom, since quartiles say less of the spread
   * than all scores do.
   *
   * With one fence for all, many odd scores hide each other: each is hardly beyond it, and together they are far too
   * many. So the k-th largest score has a fence of its own, beyond which SHARE · (k − 1/2) of n ordinary scores lie
   * on average; the last score that is beyond its fence is odd, and so are all larger ones (Benjamini and Hochberg
   * 1995, "Controlling the false discovery rate"; the half asks more of a single one). About SHARE of the images that
   * are named are ordinary ones at most, on average. One fence, for a quarter of an image, named one of fifty
   * defects that were hidden among 200 magnetic tiles, and they cost two of five detections.
   */
  private static final double SHARE = 0.5;

  private static final double QUARTILE = 0.6744897501960817;
  private static final double OCTILE = 1.1503493803760079;

  /** Fewer say too little of what is usual. */
  private static final int FEWEST = 10;

  /** Degrees of freedom at least. */
  private static final double LEAST_FREEDOM = 8;

  private OddScores() {}

  /**
   * How many of the scores belong together, counted from the smallest; at most a tenth does not.
   *
   * @param ascending logarithms of scores
   */
  static int kept(double[] ascending) {
    int n = ascending.length;
    if (n < FEWEST) {
      return n;
    }
    double median = quantile(ascending, 0.5);
    double spread =
        Math.max(
            (quantile(ascending, 0.75) - median) / QUARTILE,
            (quantile(ascending, 0.875) - median) / OCTILE);
    if (!(spread > 0)) {
      return n;
    }
    double freedom = Math.max(LEAST_FREEDOM, n / 3.0);
    int kept = n;
    for (int k = 1; k <= n / 10; k++) {
      double fence = median + Quantiles.student(1 - SHARE * (k - 0.5) / n, freedom) * spread;
      if (ascending[n - k] > fence) {
        kept = n - k;
      }
    }
    return kept;
  }

  /** How many of the odd scores are ordinary ones, on average. */
  static double ordinary(int odd) {
    return SHARE * odd;
  }

  /** Linear between neighbouring ranks. */
  private static double quantile(double[] ascending, double p) {
    double rank = p * (ascending.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
  }
}

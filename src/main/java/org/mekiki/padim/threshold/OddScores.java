package org.mekiki.padim.threshold;

/**
 * Which of the largest scores of good images don't belong to the others: a mislabelled defect, a
 * hand in the picture. They must not make the threshold, since it would hide all defects below
 * them.
 */
final class OddScores {
  /*
   * A score is odd if its logarithm is above median + t · s. The upper spread s is taken from the upper half
   * alone, as a normal distribution's that has the same third quartile or the same seventh octile, the larger
   * of both: scores are skewed, and a fence from both sides cuts the longer one's ordinary tail (Hubert and
   * Vandervieren 2008, "An adjusted boxplot for skewed distributions"). Quantiles of the middle are moved little by
   * a few odd scores, so these cannot hide each other. t is Student's quantile at which a clean set of any
   * size loses a quarter of an image on average; a third of n stands for the degrees of freedom, since quartiles
   * say less of the spread than all scores do.
   *
   * A fixed fence (third quartile + 1.5 interquartile ranges) left out 0.4 to 7 of 200 clean images, and made 3
   * to 6 % false alarms for a target of 2 %; this one leaves out 0 to 2, and makes 1.5 to 4 %.
   */
  private static final double EXPECTED = 0.25;

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
    double fence =
        median + Quantiles.student(1 - EXPECTED / n, Math.max(LEAST_FREEDOM, n / 3.0)) * spread;
    int kept = n;
    while (kept > n - n / 10 && ascending[kept - 1] > fence) {
      kept--;
    }
    return kept;
  }

  /** Linear between neighbouring ranks. */
  private static double quantile(double[] ascending, double p) {
    double rank = p * (ascending.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
  }
}

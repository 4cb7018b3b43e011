package org.mekiki.padim.threshold;

/** Quantiles of the normal, Student's and chi-square distributions. */
final class Quantiles {
  private static final double[] CENTRE_ABOVE = {
    2509.0809287301227, 33430.57558358813, 67265.7709270087,
    45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665
  };

  private static final double[] CENTRE_BELOW = {
    5226.495278852854, 28729.085735721943, 39307.89580009271,
    21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1.0
  };

  private static final double[] MIDDLE_ABOVE = {
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506,
    1.2704582524523684, 3.6478483247632045, 5.769497221460691,
    4.630337846156546, 1.4234371107496835
  };

  private static final double[] MIDDLE_BELOW = {
    1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457,
    0.14810397642748008, 0.6897673349851, 1.6763848301838038,
    2.053191626637759, 1.0
  };

  private static final double[] FAR_ABOVE = {
    2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784,
    0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
    5.463784911164114, 6.657904643501103
  };

  private static final double[] FAR_BELOW = {
    2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05,
    0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
    0.599832206555888, 1.0
  };

  private Quantiles() {}

  /**
   * Quantile of the standard normal distribution.
   *
   * <p>Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution", PPND16;
   * relative error about 1e-16.
   *
   * @param p 0…1, both ends left out
   */
  static double normal(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      return q * ratio(0.180625 - q * q, CENTRE_ABOVE, CENTRE_BELOW);
    }
    double r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
    double x =
        r <= 5 ? ratio(r - 1.6, MIDDLE_ABOVE, MIDDLE_BELOW) : ratio(r - 5, FAR_ABOVE, FAR_BELOW);
    return q < 0 ? -x : x;
  }

  /**
   * Quantile of Student's distribution, by the expansion of Fisher and Cornish (Abramowitz and
   * Stegun, 26.7.5); relative error below 1e-3 from 8 degrees of freedom on for p up to 0.999.
   */
  static double student(double p, double freedom) {
    double z = normal(p);
    double z2 = z * z;
    double g1 = (z2 + 1) * z / 4;
    double g2 = ((5 * z2 + 16) * z2 + 3) * z / 96;
    double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * z / 384;
    double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * z / 92160;
    return z + (g1 + (g2 + (g3 + g4 / freedom) / freedom) / freedom) / freedom;
  }

  /**
   * Quantile of the chi-square distribution by Wilson and Hilferty's cube (1931, "The distribution
   * of chi-square"); relative error below 0.5 % from 10 degrees of freedom on.
   */
  static double chiSquare(double p, double freedom) {
    double variance = 2 / (9 * freedom);
    double root = 1 - variance + normal(p) * Math.sqrt(variance);
    return freedom * root * root * root;
  }

  private static double ratio(double r, double[] above, double[] below) {
    return polynomial(r, above) / polynomial(r, below);
  }

  private static double polynomial(double r, double[] highestFirst) {
    double sum = 0;
    for (double coefficient : highestFirst) {
      sum = sum * r + coefficient;
    }
    return sum;
  }
}

package org.mekiki.padim;

/** Quantiles of the normal, Student's and chi-square distributions. */
final class NormalDistribution {
  private static final double[] CENTRE_ABOVE = {
    2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
    4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
    1.3314166789178437745e+2, 3.3871328727963666080e+0
  };

  private static final double[] CENTRE_BELOW = {
    5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
    2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
    4.2313330701600911252e+1, 1.0
  };

  private static final double[] MIDDLE_ABOVE = {
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
    4.63033784615654529590e+0, 1.42343711074968357734e+0
  };

  private static final double[] MIDDLE_BELOW = {
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
    2.05319162663775882187e+0, 1.0
  };

  private static final double[] FAR_ABOVE = {
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
    5.46378491116411436990e+0, 6.65790464350110377720e+0
  };

  private static final double[] FAR_BELOW = {
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1.0
  };

  private NormalDistribution() {}

  /**
   * Quantile of the standard normal distribution.
   *
   * <p>Wichura 1988, "Algorithm AS 241: the percentage points of the normal distribution", PPND16;
   * relative error about 1e-16.
   *
   * @param p 0…1, both ends left out
   */
  static double quantile(double p) {
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
    double z = quantile(p);
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
    double root = 1 - variance + quantile(p) * Math.sqrt(variance);
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

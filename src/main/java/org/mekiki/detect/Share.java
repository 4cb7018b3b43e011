package org.mekiki.detect;

/**
 * How many of some trials succeeded.
 *
 * @param found 0 to {@code of}
 * @param of 0 or more
 */
public record Share(int found, int of) {
  /** Quantile of the normal distribution for 95 %, two-sided. */
  private static final double Z = 1.959963984540054;

  public Share {
    if (found < 0 || found > of) {
      throw new IllegalArgumentException(found + " of " + of + ": it must be 0 to " + of);
    }
  }

  /** The share, 0…1; NaN without trials. */
  public double value() {
    return (double) found / of;
  }

  /**
   * Lower end of the 95 % interval by Wilson (1927, "Probable inference"), 0…1; 0 without trials.
   */
  public double low() {
    return of == 0 ? 0 : Math.max(0, centre() - half());
  }

  /** Upper end of the interval, 0…1; 1 without trials. */
  public double high() {
    return of == 0 ? 1 : Math.min(1, centre() + half());
  }

  private double centre() {
    return (value() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double half() {
    double p = value();
    return Z / (1 + Z * Z / of) * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of));
  }

  Share plus(Share other) {
    return new Share(found + other.found, of + other.of);
  }
}

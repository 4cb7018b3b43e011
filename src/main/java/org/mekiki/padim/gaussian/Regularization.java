package org.mekiki.padim.gaussian;

/**
 * What is added to a patch's sample covariance so that it can be inverted.
 *
 * <p>{@link Relative} needs a figure over all patches of the model, {@link
 * MultivariateGaussian#varianceSum()} summed over all tiles and divided by patches · D.
 *
 * <p>As text they are {@code absolute 0.01}, {@code relative 0.01} and {@code ledoit-wolf}.
 */
public sealed interface Regularization {
  /**
   * One of its text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Regularization parse(String text) {
    String[] parts = text.split(" ", 2);
    try {
      if (parts.length == 1 && parts[0].equals("ledoit-wolf")) {
        return new LedoitWolf();
      }
      if (parts.length == 2 && parts[0].equals("absolute")) {
        return new Absolute(Double.parseDouble(parts[1]));
      }
      if (parts.length == 2 && parts[0].equals("relative")) {
        return new Relative(Double.parseDouble(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw unknown(text, e);
    }
    throw unknown(text, null);
  }

  private static IllegalArgumentException unknown(String text, Exception cause) {
    return new IllegalArgumentException(
        "regularization '"
            + text
            + "' is not known; known: 'absolute 0.01', 'relative 0.01' with any number, and"
            + " 'ledoit-wolf'",
        cause);
  }

  /** Whether loud patches are brought down afterwards, see {@link PatchLevels}. */
  default boolean levelled() {
    return false;
  }

  /** The paper's: Σ + εI, with the same ε for every feature, whatever its unit. */
  record Absolute(double epsilon) implements Regularization {
    public Absolute {
      if (!(epsilon > 0 && Double.isFinite(epsilon))) {
        throw new IllegalArgumentException(
            "epsilon " + epsilon + " is not valid: it must be above 0");
      }
    }

    @Override
    public String toString() {
      return "absolute " + epsilon;
    }
  }

  /** Σ + (fraction · mean variance over all patches and features) · I. */
  record Relative(double fraction) implements Regularization {
    public Relative {
      if (!(fraction > 0 && Double.isFinite(fraction))) {
        throw new IllegalArgumentException(
            "fraction " + fraction + " is not valid: it must be above 0");
      }
    }

    @Override
    public boolean levelled() {
      return true;
    }

    @Override
    public String toString() {
      return "relative " + fraction;
    }
  }

  /**
   * Shrinkage of each patch's covariance towards a multiple of the identity, by Ledoit and Wolf
   * (2004, "A well-conditioned estimator for large-dimensional covariance matrices").
   */
  record LedoitWolf() implements Regularization {
    @Override
    public String toString() {
      return "ledoit-wolf";
    }
  }
}

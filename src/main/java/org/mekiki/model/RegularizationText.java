package org.mekiki.model;

import org.mekiki.padim.gaussian.Regularization;

/** Regularisations as words: {@code absolute 0.01}, {@code relative 0.01}, {@code ledoit-wolf}. */
public final class RegularizationText {
  private RegularizationText() {}

  /** In words. */
  public static String of(Regularization regularization) {
    if (regularization instanceof Regularization.Absolute absolute) {
      return "absolute " + absolute.epsilon();
    }
    if (regularization instanceof Regularization.Relative relative) {
      return "relative " + relative.fraction();
    }
    return "ledoit-wolf";
  }
}

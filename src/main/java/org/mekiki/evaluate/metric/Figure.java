package org.mekiki.evaluate.metric;

import java.util.Objects;

/**
 * A figure that a data set may or may not give. A figure that is not defined for a set (the AUROC
 * of a set without defects, say) is never a number: it is a reason.
 *
 * @param value the figure; NaN if it is not defined
 * @param reason why it is not defined, as a sentence; empty if it is
 */
public record Figure(double value, String reason) {
  public Figure {
    Objects.requireNonNull(reason, "reason");
    if (Double.isNaN(value) == reason.isEmpty()) {
      throw new IllegalArgumentException(
          "a figure has either a value or a reason, not " + value + " and '" + reason + "'");
    }
  }

  /** A figure that is defined. */
  public static Figure of(double value) {
    return new Figure(value, "");
  }

  /** A figure that this set does not give. */
  public static Figure undefined(String reason) {
    return new Figure(Double.NaN, reason);
  }

  /** Whether there is a value. */
  public boolean defined() {
    return reason.isEmpty();
  }
}

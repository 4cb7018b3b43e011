package org.mekiki.padim.threshold;

import java.util.OptionalDouble;

/** Chooses the raw score from which on an image counts as anomalous. */
public interface Threshold {
  /**
   * The threshold for a model.
   *
   * @param good raw scores of held-out good images, at least one
   * @param bad raw scores of labelled defective images; may be empty
   * @throws IllegalArgumentException if a strategy needs scores that aren't there
   */
  double choose(double[] good, double[] bad);

  /**
   * Share of good images that the threshold is chosen for; empty if it is not chosen for one.
   *
   * @param bad number of labelled defective images that it is chosen with
   */
  default OptionalDouble falseAlarmRate(int bad) {
    return OptionalDouble.empty();
  }

  /** Whether good images whose scores differ may have a threshold for each group of them. */
  default boolean forGroups() {
    return false;
  }

  /**
   * Whether it says something of distances as they are, whatever good images score. Then nothing is
   * taken off them.
   */
  default boolean ofWholeDistances() {
    return false;
  }

  /** For people and for the manifest, e.g. {@code quantile of 64 held-out good frames at 0.01}. */
  String describe();
}

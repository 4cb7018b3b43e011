package org.mekiki.config.choice;

/** What keeps a covariance invertible. */
public enum RegularizationMethod implements Choice {
  /** Adds a fraction of the mean variance over all patches and features. */
  RELATIVE,

  /** Adds the same number everywhere, as the paper does. */
  ABSOLUTE,

  /** Shrinks every covariance by the amount that Ledoit and Wolf (2004) estimate. */
  LEDOIT_WOLF
}

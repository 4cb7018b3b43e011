package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** What keeps a covariance invertible. */
public enum RegularizationMethod implements Labelled {
  /** Adds a fraction of the mean variance over all patches and features. */
  RELATIVE,

  /** Adds the same number everywhere, as the paper does. */
  ABSOLUTE,

  /** Shrinks every covariance by the amount that Ledoit and Wolf (2004) estimate. */
  LEDOIT_WOLF
}

package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** What a model's threshold is chosen from. */
public enum ThresholdMethod implements Labelled {
  /** Scores of good frames, at the target false-alarm rate, of each group of them that differs. */
  QUANTILE,

  /** The same for all good frames. */
  ONE_QUANTILE,

  /** Scores of good and labelled defective frames, for the best F1. */
  F1,

  /** The chi-square distribution alone. */
  CHI_SQUARE
}

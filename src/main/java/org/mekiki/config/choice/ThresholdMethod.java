package org.mekiki.config.choice;

/** What a model's threshold is chosen from. */
public enum ThresholdMethod implements Choice {
  /** Scores of good frames, at the target false-alarm rate, of each group of them that differs. */
  QUANTILE("quantile"),

  /** The same for all good frames. */
  ONE_QUANTILE("one-quantile"),

  /** Scores of good and labelled defective frames, for the best F1. */
  F1("f1"),

  /** The chi-square distribution alone. */
  CHI_SQUARE("chi-square");

  private final String text;

  ThresholdMethod(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

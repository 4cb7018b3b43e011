package org.mekiki.config.choice;

/** Kinds of alarms. */
public enum AlarmChoice implements Choice {
  /** Too many anomalous frames. */
  ANOMALOUS("anomalous"),

  /** Too many frames that can't be scored. */
  UNSCORABLE("unscorable"),

  /** A camera sends nothing. */
  NO_FRAMES("no-frames"),

  /** Good frames score otherwise than when the model was made. */
  DRIFT("drift"),

  /** Frames of a partition expired unscored. */
  EXPIRED("expired");

  private final String text;

  AlarmChoice(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

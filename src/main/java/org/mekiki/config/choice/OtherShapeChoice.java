package org.mekiki.config.choice;

/** What becomes of a frame whose aspect ratio its model was not taught with. */
public enum OtherShapeChoice implements Choice {
  /** It is not scored. */
  REJECT("dead-letter"),

  /** It is scored, stretched, and the log tells of it. */
  WARN("warning"),

  /** It is scored, stretched. */
  ACCEPT("accept");

  private final String text;

  OtherShapeChoice(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

package org.mekiki.inspect;

/** Why a frame lies where its camera's order and alarms don't hold. */
public enum Misplacement {
  /** The camera's frame before it lies on another partition. */
  OTHER_PARTITION("other-partition"),
  /** The record has no key; only the frame itself names its camera. */
  NO_KEY("no-key");

  private final String label;

  Misplacement(String label) {
    this.label = label;
  }

  /** As metrics and the page name it. */
  public String label() {
    return label;
  }
}

package org.mekiki.config.choice;

/** Where the training service keeps its state. */
public enum StoreChoice implements Choice {
  /** In memory if it fits well, else on disk. */
  AUTO("auto"),

  /** In the heap. */
  MEMORY("memory"),

  /** In files below the state folder. */
  DISK("disk");

  private final String text;

  StoreChoice(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

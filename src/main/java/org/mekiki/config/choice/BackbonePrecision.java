package org.mekiki.config.choice;

/** What the network of a model that is taught computes in. */
public enum BackbonePrecision implements Choice {
  /** As its file has it. */
  FLOAT32("float32"),

  /** Convolutions in int8, made for the model while it is taught, and published with it. */
  INT8("int8");

  private final String text;

  BackbonePrecision(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

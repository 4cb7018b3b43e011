package org.mekiki.config.choice;

/** How the features of a patch are reduced to a few dimensions. */
public enum ReductionMethod implements Choice {
  /** A random selection that takes the same share of every feature tensor. */
  STRATIFIED("stratified"),

  /** A random selection over all tensors, as in the paper. */
  RANDOM("random"),

  /** A random projection with orthonormal columns. */
  SEMI_ORTHOGONAL("semi-orthogonal"),

  /** No reduction: all features. */
  ALL("all");

  private final String text;

  ReductionMethod(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

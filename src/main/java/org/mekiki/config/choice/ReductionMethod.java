package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** How the features of a patch are reduced to a few dimensions. */
public enum ReductionMethod implements Labelled {
  /** A random selection that takes the same share of every feature tensor. */
  STRATIFIED,

  /** A random selection over all tensors, as in the paper. */
  RANDOM,

  /** A random projection with orthonormal columns. */
  SEMI_ORTHOGONAL,

  /** No reduction: all features. */
  ALL
}

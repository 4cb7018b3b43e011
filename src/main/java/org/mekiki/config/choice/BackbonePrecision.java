package org.mekiki.config.choice;

/** What the network of a model that is taught computes in. */
public enum BackbonePrecision implements Choice {
  /** As its file has it. */
  FLOAT32,

  /** Convolutions in int8, made for the model while it is taught, and published with it. */
  INT8
}

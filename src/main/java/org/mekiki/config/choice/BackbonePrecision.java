package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** What the network of a model that is taught computes in. */
public enum BackbonePrecision implements Labelled {
  /** As its file has it. */
  FLOAT32,

  /** Convolutions in int8, made for the model while it is taught, and published with it. */
  INT8
}

package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** How the numbers of a published model are stored. */
public enum ModelPrecision implements Labelled {
  /** 4 bytes a number. */
  FLOAT32,

  /** 2 bytes a number: half the memory, about three digits. */
  BF16,

  /** 1 byte a number and a scale for each row: a quarter of the memory, about two digits. */
  INT8
}

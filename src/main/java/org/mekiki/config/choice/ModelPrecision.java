package org.mekiki.config.choice;

/** How the numbers of a published model are stored. */
public enum ModelPrecision implements Choice {
  /** 4 bytes a number. */
  FLOAT32,

  /** 2 bytes a number: half the memory, about three digits. */
  BF16,

  /** 1 byte a number and a scale for each row: a quarter of the memory, about two digits. */
  INT8
}

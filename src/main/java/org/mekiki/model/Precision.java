package org.mekiki.model;

/**
 * How the whitening factors of a model are stored. Means are always float32: they are few, and an
 * error of a mean goes into every distance.
 */
public enum Precision {
  /** 4 bytes, exact. */
  FLOAT32(4),
  /**
   * 2 bytes: float32 without its lower 16 bits, rounded to nearest, ties to even. The relative
   * error of a factor is at most 2⁻⁸.
   */
  BF16(2);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one factor. */
  public int bytes() {
    return bytes;
  }
}

package org.mekiki.padim.gaussian;

/**
 * How whitening factors are kept, in memory for scoring and in published models. Means are always
 * float32: they are few, and an error of a mean goes into every distance. Arithmetic is in float32
 * whatever the precision.
 */
public enum Precision {
  /** 4 bytes a factor, exact. */
  FLOAT32,

  /**
   * bfloat16, 2 bytes a factor: float32 without its lower 16 bits, rounded to nearest, ties to
   * even. A factor is off by at most 2⁻⁸ of itself, a distance by about 0.1 %.
   */
  BF16,

  /**
   * 1 byte a factor, and scales for rows and columns; see {@link Int8Factors}. A distance changes
   * by about 1 %.
   */
  INT8;

  private static final int EXPONENT = 0x7f80;

  /**
   * Bytes of all factors of a number of patches of D dimensions, D(D+1)/2 a patch, with their
   * scales.
   */
  public long factorBytes(int patches, int dimensions) {
    long triangle = PatchGaussians.triangle(dimensions);
    long patch =
        switch (this) {
          case FLOAT32 -> Float.BYTES * triangle;
          case BF16 -> Short.BYTES * triangle;
          case INT8 -> Int8Factors.bytes(dimensions);
        };
    return patch * patches;
  }

  /** The nearest bfloat16, as a float. NaN and infinities stay what they are. */
  static float roundToBf16(float value) {
    return fromBf16(toBf16(value));
  }

  /**
   * The nearest bfloat16. NaN and infinities stay what they are; a finite value that would round to
   * infinity is cut instead.
   */
  public static short toBf16(float value) {
    int bits = Float.floatToIntBits(value);
    int cut = bits >>> 16;
    int rounded = (bits + 0x7fff + (cut & 1)) >>> 16;
    return (short) ((rounded & EXPONENT) == EXPONENT ? cut : rounded);
  }

  /** What {@link #toBf16} gave, as a float. */
  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The smallest one that keeps these factors as they are: {@link #INT8} or {@link #FLOAT32}. */
  public static Precision of(PatchGaussians gaussians) {
    if (gaussians.isInt8()) {
      return INT8;
    }
    Int8Factors patch = new Int8Factors(gaussians.dimensions());
    float[] factor = gaussians.factor();
    for (int at = 0; at < factor.length; at += patch.values().length) {
      if (!patch.holds(factor, at)) {
        return FLOAT32;
      }
    }
    return INT8;
  }

  /** These factors as they become in this precision: the same object if they are in it already. */
  public PatchGaussians round(PatchGaussians exact) {
    if (this == FLOAT32 || this == INT8 && exact.isInt8()) {
      return exact;
    }
    float[] factor = exact.factor().clone();
    if (this == BF16) {
      for (int i = 0; i < factor.length; i++) {
        factor[i] = roundToBf16(factor[i]);
      }
    } else {
      Int8Factors patch = new Int8Factors(exact.dimensions());
      for (int at = 0; at < factor.length; at += patch.values().length) {
        patch.quantize(factor, at);
        patch.restore(factor, at);
      }
    }
    return new PatchGaussians(
        exact.firstPatch(), exact.patches(), exact.dimensions(), exact.mean(), factor);
  }
}

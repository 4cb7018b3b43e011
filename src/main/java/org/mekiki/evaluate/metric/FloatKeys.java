package org.mekiki.evaluate.metric;

/** Floats as ints in the same order; −0 and 0 are the same. */
final class FloatKeys {
  private FloatKeys() {}

  /**
   * The key of a score.
   *
   * @throws IllegalArgumentException if it is NaN
   */
  static int key(float score) {
    if (Float.isNaN(score)) {
      throw new IllegalArgumentException("a pixel's score is NaN: it can't be ranked");
    }
    int bits = Float.floatToRawIntBits(score + 0.0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  static float score(int key) {
    return Float.intBitsToFloat(key ^ ((key >> 31) & Integer.MAX_VALUE));
  }
}

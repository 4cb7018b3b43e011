package org.mekiki.onnx.int8;

/**
 * Smallest and largest value of a tensor, and how they map to uint8: {@code value = scale · (byte −
 * zeroPoint)}. Zero is always among them and exact, because convolutions pad with it.
 *
 * @param min at most 0
 * @param max at least 0
 */
record ActivationRange(float min, float max) {
  private static final int LEVELS = 255;

  /** A tensor that is always zero still needs a scale. */
  private static final float SMALLEST_SCALE = 1e-6f;

  static final ActivationRange NONE = new ActivationRange(0, 0);

  ActivationRange {
    if (!(min <= 0 && max >= 0 && max - min <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "range " + min + " … " + max + " is not valid: it must be finite and hold 0");
    }
  }

  /** This range and these values. */
  ActivationRange with(float[] values) {
    float low = min;
    float high = max;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return new ActivationRange(low, high);
  }

  float scale() {
    return Math.max(SMALLEST_SCALE, (max - min) / LEVELS);
  }

  /** 0…255. */
  int zeroPoint() {
    return Math.max(0, Math.min(LEVELS, Math.round(-min / scale())));
  }
}

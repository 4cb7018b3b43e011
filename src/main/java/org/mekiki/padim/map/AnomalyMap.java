package org.mekiki.padim.map;

/**
 * Mahalanobis distance at every pixel of the resized picture, upsampled and blurred. The array is
 * not copied.
 *
 * @param values {@code height * width} distances, row-major, 0 or more, unclamped
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record AnomalyMap(int height, int width, float[] values) {
  public AnomalyMap {
    if (values.length != Math.multiplyExact(height, width)) {
      throw new IllegalArgumentException(
          "anomaly map of " + values.length + " values does not fill " + height + "x" + width);
    }
  }

  /** The image's score: the largest value of the map. */
  public float max() {
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  /** The smallest value of the map. */
  public float min() {
    float min = Float.POSITIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
    }
    return min;
  }

  /**
   * The score of the map's image: its largest value.
   *
   * @throws ArithmeticException if it is not finite
   */
  public double finiteScore() {
    double score = max();
    if (!Double.isFinite(score)) {
      throw new ArithmeticException(
          "the score is " + score + ": the image, or what the backbone made of it, is not finite");
    }
    return score;
  }
}

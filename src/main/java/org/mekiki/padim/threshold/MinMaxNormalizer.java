package org.mekiki.padim.threshold;

/**
 * Scales a raw score to 0…1: {@code clamp((x − min) / (max − min), 0, 1)}. Min and max are those of
 * the validation maps. With max = min every score above is 1, every other 0.
 *
 * @param min smallest value of the validation maps
 * @param max largest value of the validation maps, at least {@code min}
 */
public record MinMaxNormalizer(double min, double max) {
  public MinMaxNormalizer {
    if (!(min <= max && Double.isFinite(min) && Double.isFinite(max))) {
      throw new IllegalArgumentException(
          "min " + min + " and max " + max + ": both must be finite and min not above max");
    }
  }

  /**
   * A scale from good images alone. Their maps end below every anomaly, so a scale that ended there
   * would show each of them at 1; this one reaches far enough to put the threshold at 0.5 or below.
   *
   * @param min smallest value of the good maps
   * @param max largest value of the good maps
   * @param threshold raw score from which on an image is anomalous
   */
  public static MinMaxNormalizer fromGood(double min, double max, double threshold) {
    return new MinMaxNormalizer(min, Math.max(max, 2 * threshold - min));
  }

  /** A raw score, scaled and clamped. NaN stays NaN. */
  public double normalize(double raw) {
    if (Double.isNaN(raw)) {
      return raw;
    }
    if (max == min) {
      return raw > max ? 1 : 0;
    }
    return Math.min(1, Math.max(0, (raw - min) / (max - min)));
  }

  /** All values of a raw map, scaled and clamped, in a new array. */
  public float[] normalize(float[] map) {
    float[] scaled = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      scaled[i] = (float) normalize(map[i]);
    }
    return scaled;
  }
}

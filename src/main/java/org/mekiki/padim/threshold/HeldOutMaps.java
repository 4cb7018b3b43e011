package org.mekiki.padim.threshold;

import java.util.Arrays;
import java.util.function.Function;
import org.mekiki.padim.map.AnomalyMap;

/**
 * What calibration needs of held-out images' maps: each one's score, and the smallest and largest
 * value of all. Not thread-safe.
 */
public final class HeldOutMaps {
  private double[] scores = new double[64];
  private int count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * Those of images.
   *
   * @param distances {@code [image][patch]}
   * @param maps makes a map of an image's distances
   * @throws ArithmeticException if a score is not finite
   */
  public static HeldOutMaps of(float[][] distances, Function<float[], AnomalyMap> maps) {
    HeldOutMaps all = new HeldOutMaps();
    for (float[] image : distances) {
      all.add(maps.apply(image));
    }
    return all;
  }

  /**
   * Adds a map.
   *
   * @throws ArithmeticException if its score is not finite
   */
  public void add(AnomalyMap map) {
    double score = map.finiteScore();
    if (count == scores.length) {
      scores = Arrays.copyOf(scores, 2 * count);
    }
    scores[count++] = score;
    max = Math.max(max, score);
    min = Math.min(min, map.min());
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Raw scores, in the order of the maps. */
  public double[] scores() {
    return Arrays.copyOf(scores, count);
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }
}

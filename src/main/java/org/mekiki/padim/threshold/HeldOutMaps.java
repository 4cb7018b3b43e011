package org.mekiki.padim.threshold;

import java.util.Arrays;
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

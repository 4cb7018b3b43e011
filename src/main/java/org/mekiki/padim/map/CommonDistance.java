package org.mekiki.padim.map;

import java.util.Arrays;
import org.mekiki.padim.gaussian.Regularization;

/**
 * How far an image is from the good ones in all of its patches. Features see far beyond their
 * patch: if a frame is a little darker or less sharp, all distances grow; a defect raises those of
 * some patches. So a share of what all have in common is taken off each distance.
 *
 * <p>The common distance is the largest one that nine of ten patches reach: the part of the picture
 * that fits best says most of the frame, however large a defect is.
 */
public final class CommonDistance {
  /**
   * The larger the share, the better images are ranked and small defects are outlined, and the
   * worse large defects are filled in. On magnetic tiles pixels lose more beyond this share than
   * images gain.
   */
  private static final double SHARE = 0.7;

  private static final double SMALLEST = 0.1;

  private CommonDistance() {}

  /** The share that new models take off; 0 where the paper's maps are wanted. */
  public static double share(Regularization regularization) {
    return regularization.levelled() ? SHARE : 0;
  }

  /**
   * Checks a share.
   *
   * @throws IllegalArgumentException if it is not 0 (distances stay as they are) to 1
   */
  public static void check(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share " + share + " of the common distance is not valid: it must be 0 to 1");
    }
  }

  /**
   * Distances less a share of what they have in common, 0 at least; NaN stays NaN.
   *
   * @param distances of all patches that count, at least one
   * @return the same array if the share is 0
   */
  static float[] takenOff(float[] distances, double share) {
    if (share == 0) {
      return distances;
    }
    float[] ascending = distances.clone();
    Arrays.sort(ascending);
    double common = share * ascending[(int) (SMALLEST * (ascending.length - 1))];
    float[] own = new float[distances.length];
    for (int p = 0; p < own.length; p++) {
      own[p] = (float) Math.max(0, distances[p] - common);
    }
    return own;
  }
}

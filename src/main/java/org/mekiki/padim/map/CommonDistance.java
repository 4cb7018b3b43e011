package org.mekiki.padim.map;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.mekiki.padim.gaussian.Regularization;

/**
 * How far an image is from the good ones in all of its patches, and what follows from it. Features
 * see far beyond their patch: if a frame is a little darker or less sharp, all distances grow; a
 * defect raises those of some patches. So a share of what all have in common is taken off each
 * distance.
 *
 * <p>The common distance is the largest one that nine of ten patches reach: the part of the picture
 * that fits best says most of the frame, however large a defect is. Beyond what is usual among good
 * images it is a fault of the whole frame, a covered lens or a wrong part: nothing more is taken
 * off.
 *
 * @param share of the common distance that is taken off, 0 (distances stay as they are) to 1
 * @param usual the common distance that one in a hundred good images exceeds, 0 or more; 0 if the
 *     share is 0
 */
public record CommonDistance(double share, double usual) {
  /** Distances stay as they are. */
  public static final CommonDistance NONE = new CommonDistance(0, 0);

  /**
   * The larger the share, the better images are ranked and small defects are outlined, and the
   * worse large defects are filled in. On magnetic tiles pixels lose more beyond this share than
   * images gain.
   */
  private static final double SHARE = 0.7;

  private static final double SMALLEST = 0.1;
  private static final double USUAL = 0.99;

  /** Largest share of the good images that is left out because it lies far out. */
  private static final double FAR_OUT = 0.05;

  /** Checks both. */
  public CommonDistance {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share " + share + " of the common distance is not valid: it must be 0 to 1");
    }
    if (!(usual >= 0 && usual < Double.POSITIVE_INFINITY) || (share == 0 && usual != 0)) {
      throw new IllegalArgumentException(
          "usual common distance "
              + usual
              + " is not valid: it must be 0 or more, and 0 if nothing is taken off");
    }
  }

  /** What new models take off before it is known what is usual; nothing for the paper's maps. */
  public static CommonDistance of(Regularization regularization) {
    return regularization.levelled() ? new CommonDistance(SHARE, 0) : NONE;
  }

  /**
   * The same share, with what is usual among other good images; the same object if there is none.
   *
   * @param good {@code [image][patch]}, distances of good images that the Gaussians don't know
   * @param counted of distances of all patches, those of the patches that count
   * @throws ArithmeticException if a common distance is not finite
   */
  public CommonDistance usualAmong(float[][] good, UnaryOperator<float[]> counted) {
    if (share == 0 || good.length == 0) {
      return this;
    }
    double[] ascending =
        Arrays.stream(good).map(counted).mapToDouble(CommonDistance::common).sorted().toArray();
    if (!Double.isFinite(ascending[ascending.length - 1])) {
      throw new ArithmeticException("a good image has a common distance that is not finite");
    }
    return new CommonDistance(share, ascending[rank(USUAL, ordinary(ascending))]);
  }

  /**
   * Distances less what is taken off, 0 at least; NaN stays NaN.
   *
   * @param distances of all patches
   * @param counted of the patches that count, at least one
   * @return the same array if nothing is taken off
   */
  public float[] takenOff(float[] distances, float[] counted) {
    if (share == 0) {
      return distances;
    }
    double less = share * Math.min(common(counted), usual);
    float[] own = new float[distances.length];
    for (int p = 0; p < own.length; p++) {
      own[p] = (float) Math.max(0, distances[p] - less);
    }
    return own;
  }

  /**
   * How many images count: a hand or a blurred picture among the good ones must not set the limit.
   * Tukey's outer fence tells what lies far out.
   */
  private static int ordinary(double[] ascending) {
    double quarter = ascending[rank(0.25, ascending.length)];
    double threeQuarters = ascending[rank(0.75, ascending.length)];
    double fence = threeQuarters + 3 * (threeQuarters - quarter);
    int inside = (int) Arrays.stream(ascending).filter(common -> common <= fence).count();
    return Math.max(inside, rank(1 - FAR_OUT, ascending.length) + 1);
  }

  private static int rank(double share, int of) {
    return (int) Math.ceil(share * of) - 1;
  }

  private static double common(float[] distances) {
    float[] ascending = distances.clone();
    Arrays.sort(ascending);
    return ascending[(int) (SMALLEST * (ascending.length - 1))];
  }
}

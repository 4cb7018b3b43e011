package org.mekiki.padim.gaussian;

import java.util.Locale;

/**
 * How far left-out good images lie from each patch's Gaussian, and a factor for each patch that
 * brings the loud ones down.
 *
 * <p>The squared distance of a good image is D on average if a Gaussian tells the truth, and less
 * where regularisation adds much to a covariance. Patches whose left-out images are farther away
 * vary more than their Gaussian knows: the border of the picture, a part that lies a little
 * differently each time. There the score of a good image is made, and the threshold with it. With
 * l² the mean squared distance of the left-out images, distances of such a patch are multiplied by
 * (√D / l)^{@value #SHARE}. Quiet patches stay as they are: louder, an empty background would count
 * as much as the part before it.
 */
public final class PatchLevels {
  /**
   * 1 would bring all loud patches to the same level. On magnetic tiles that gains no more
   * detections than this, and loses twice as much of the outlines of defects where patches are
   * loud.
   */
  static final double SHARE = 0.7;

  private final double[] factors;

  private PatchLevels(double[] factors) {
    this.factors = factors;
  }

  /**
   * Levels of consecutive patches.
   *
   * @param leftOut {@code [image][patch]}, distances of at least one image to the Gaussians without
   *     it
   * @param patches at least 1
   * @param dimensions D
   */
  public static PatchLevels of(float[] leftOut, int patches, int dimensions) {
    int images = images(leftOut, patches);
    double[] factors = new double[patches];
    for (int p = 0; p < patches; p++) {
      double squares = 0;
      for (int i = 0; i < images; i++) {
        double distance = leftOut[i * patches + p];
        squares += distance * distance;
      }
      double loud = squares / images / dimensions;
      factors[p] = loud > 1 ? StrictMath.pow(loud, -SHARE / 2) : 1;
    }
    return new PatchLevels(factors);
  }

  private static int images(float[] distances, int patches) {
    int images = distances.length / patches;
    if (images < 1 || distances.length != images * patches) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d distances are not one or more images of %d patches",
              distances.length,
              patches));
    }
    return images;
  }

  /** The Gaussians with these distances: their means, and factors in an array of their own. */
  public PatchGaussians level(PatchGaussians fitted) {
    if (fitted.patches() != factors.length) {
      throw new IllegalArgumentException(
          "levels of " + factors.length + " patches don't fit Gaussians of " + fitted.patches());
    }
    float[] factor = fitted.factor().clone();
    int triangle = PatchGaussians.triangle(fitted.dimensions());
    for (int p = 0; p < factors.length; p++) {
      for (int i = p * triangle; i < (p + 1) * triangle; i++) {
        factor[i] = (float) (factor[i] * factors[p]);
      }
    }
    return new PatchGaussians(
        fitted.firstPatch(), fitted.patches(), fitted.dimensions(), fitted.mean(), factor);
  }

  /**
   * Multiplies distances in place.
   *
   * @param distances {@code [image][patch]}, of at least one image
   */
  public void level(float[] distances) {
    int images = images(distances, factors.length);
    for (int i = 0; i < images * factors.length; i++) {
      distances[i] = (float) (distances[i] * factors[i % factors.length]);
    }
  }
}

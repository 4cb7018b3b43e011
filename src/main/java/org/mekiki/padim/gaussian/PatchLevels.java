package org.mekiki.padim.gaussian;

import org.mekiki.text.Text;

/**
 * How far left-out good images lie from each patch's Gaussian, and a factor for each patch that
 * brings the loud ones down.
 *
 * <p>The squared distance of a good image is D on average if a Gaussian tells the truth, and less
 * where regularisation adds much to a covariance. Patches whose left-out images are farther away
 * vary more than their Gaussian knows: the border of the picture, a part that lies a little
 * differently each time. There the score of a good image is made, and the threshold with it. A
 * patch is loud if l², the mean squared distance of the left-out images, is above {@value #LOUD} ·
 * D; its distances are multiplied by √({@value #LOUD} · D) / l. All others stay as they are: a
 * little loudness is everywhere, and bringing it down costs outlines of defects only. With quiet
 * patches made louder, an empty background would count as much as the part before it.
 */
public final class PatchLevels {
  /**
   * Where loud begins, as a ratio of mean squares. On magnetic tiles, half of the patches are
   * beyond 1.15 and a tenth beyond 1.44. The lower it is, the worse are outlines.
   */
  static final double LOUD = 1.5;

  private final int images;
  private final int dimensions;

  /** By patch, the sum of the left-out images' squared distances. */
  private final double[] squares;

  private PatchLevels(int images, int dimensions, double[] squares) {
    this.images = images;
    this.dimensions = dimensions;
    this.squares = squares;
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
    double[] squares = new double[patches];
    for (int i = 0; i < images * patches; i++) {
      squares[i % patches] += (double) leftOut[i] * leftOut[i];
    }
    return new PatchLevels(images, dimensions, squares);
  }

  private double factor(double sum, int of) {
    double loud = of < 1 ? 1 : sum / of / dimensions / LOUD;
    return loud > 1 ? 1 / Math.sqrt(loud) : 1;
  }

  private static int images(float[] distances, int patches) {
    int images = distances.length / patches;
    if (images < 1 || distances.length != images * patches) {
      throw new IllegalArgumentException(
          Text.of(
              "%d distances are not one or more images of %d patches", distances.length, patches));
    }
    return images;
  }

  /** The Gaussians with these distances: their means, and factors in an array of their own. */
  public PatchGaussians level(PatchGaussians fitted) {
    if (fitted.patches() != squares.length) {
      throw new IllegalArgumentException(
          "levels of " + squares.length + " patches don't fit Gaussians of " + fitted.patches());
    }
    float[] factor = fitted.factor().clone();
    int triangle = PatchGaussians.triangle(fitted.dimensions());
    for (int p = 0; p < squares.length; p++) {
      double level = factor(squares[p], images);
      for (int i = p * triangle; i < (p + 1) * triangle; i++) {
        factor[i] = (float) (factor[i] * level);
      }
    }
    return new PatchGaussians(
        fitted.firstPatch(), fitted.patches(), fitted.dimensions(), fitted.mean(), factor);
  }

  /**
   * Multiplies the left-out images' distances in place, each by the level that the others make: an
   * image that brought its own patch down would score lower than a new one like it.
   *
   * @param leftOut those that these levels were made of
   */
  public void levelLeftOut(float[] leftOut) {
    if (images(leftOut, squares.length) != images) {
      throw new IllegalArgumentException(
          Text.of(
              "levels were made of %s images, not of these %s distances", images, leftOut.length));
    }
    for (int i = 0; i < leftOut.length; i++) {
      double distance = leftOut[i];
      double others = squares[i % squares.length] - distance * distance;
      leftOut[i] = (float) (distance * factor(others, images - 1));
    }
  }
}

package org.mekiki.padim.gaussian;

import java.nio.ByteBuffer;

/**
 * Step 3: running Gaussians of consecutive patches, one a patch, in float64. Memory does not grow
 * with the number of images. Not thread-safe.
 */
public interface MultivariateGaussian {
  /** Images seen. */
  long count();

  /**
   * Adds images.
   *
   * @param embeddings {@code [image][patch][d]}
   * @param images how many, 0 or more
   */
  void add(float[] embeddings, int images);

  /**
   * Adds altered copies of images that were added. They are not counted as images; variances and
   * covariances are divided by all weights less 1. They come last, before the fit.
   */
  void addCopies(ImageCopies copies);

  /** Sum over patches and features of the sample variance (divisor N − 1); 0 while N is below 2. */
  double varianceSum();

  /**
   * Covariance, regularised, and its whitening factor. Defined from N = 1 on: with N below 2 the
   * sample covariance counts as 0, with N ≤ D regularisation makes it invertible.
   *
   * @param firstPatch position of the first patch in the grid
   * @param meanVariance {@link #varianceSum()} of all patches of the model / (patches · D)
   * @throws IllegalStateException if nothing was added, or a covariance is not positive definite
   *     even so (all features constant, say)
   */
  PatchGaussians fit(int firstPatch, Regularization regularization, double meanVariance);

  /**
   * Distances of images that were added, each to the Gaussians as they would be without it and its
   * copies (exactly: a rank-one downdate, see Sherman and Morrison 1950, with the regularisation
   * held): held-out scores that cost no image.
   *
   * @param fitted what {@link #fit} gave with the same regularisation
   * @param embeddings {@code [image][patch][d]}, images that {@link #add} has seen
   * @param images how many
   * @param copies of these images, all of which {@link #addCopies} has seen; {@link
   *     ImageCopies#NONE} if there are none
   * @return {@code [image][patch]}
   * @throws IllegalStateException with N below 3
   */
  float[] leaveOneOut(PatchGaussians fitted, float[] embeddings, int images, ImageCopies copies);

  /** Size of {@link #write}'s bytes. */
  long bytes();

  /** Writes the whole state, big-endian. */
  void write(ByteBuffer target);
}

package org.mekiki.padim.gaussian;

/** Distances of one image's patches, in some layout of the Gaussians. Thread-safe. */
interface DistanceKernel {
  /**
   * Distances of all patches.
   *
   * @param embedding {@code [patch][d]}
   * @param distances one a patch, overwritten
   */
  void distances(float[] embedding, float[] distances);

  /** For people. */
  String name();

  /**
   * Memory of factors, their scales and means, whether shared with the {@link PatchGaussians} or
   * not.
   */
  long bytes();
}

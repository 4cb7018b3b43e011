package org.mekiki.padim;

/**
 * Fitted Gaussians of consecutive patches, ready for the Mahalanobis distance. The inverse
 * covariance is never formed: with Σ = LLᵀ, {@code factor} holds W = L⁻¹, lower triangular, so that
 * d = |W(e − μ)|. Arrays are not copied.
 *
 * @param firstPatch position of the first patch in the grid
 * @param patches number of patches
 * @param dimensions D
 * @param mean {@code [patch][d]}
 * @param factor {@code [patch][row(row+1)/2 + column]}, row-major packed lower triangle, D(D+1)/2
 *     values a patch
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record PatchGaussians(
    int firstPatch, int patches, int dimensions, float[] mean, float[] factor) {
  public PatchGaussians {
    if (firstPatch < 0 || patches < 1 || dimensions < 1) {
      throw new IllegalArgumentException(
          String.format(
              "patches %d+%d of %d dimensions: first must be 0 or more, the others at least 1",
              firstPatch, patches, dimensions));
    }
    if (mean.length != Math.multiplyExact(patches, dimensions)
        || factor.length != Math.multiplyExact(patches, triangle(dimensions))) {
      throw new IllegalArgumentException(
          String.format(
              "%d means and %d factors do not fill %d patches of %d dimensions",
              mean.length, factor.length, patches, dimensions));
    }
  }

  /** Length of a packed lower triangle: D(D+1)/2. */
  public static int triangle(int dimensions) {
    return Math.toIntExact((long) dimensions * (dimensions + 1) / 2);
  }
}

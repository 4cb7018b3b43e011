package org.mekiki.padim.gaussian;

import java.util.List;
import java.util.Locale;

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
              Locale.ROOT,
              "patches %d+%d of %d dimensions: first must be 0 or more, the others at least 1",
              firstPatch,
              patches,
              dimensions));
    }
    if (mean.length != Math.multiplyExact(patches, dimensions)
        || factor.length != Math.multiplyExact(patches, triangle(dimensions))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d means and %d factors do not fill %d patches of %d dimensions",
              mean.length,
              factor.length,
              patches,
              dimensions));
    }
  }

  /** Length of a packed lower triangle: D(D+1)/2. */
  public static int triangle(int dimensions) {
    return Math.toIntExact((long) dimensions * (dimensions + 1) / 2);
  }

  /**
   * Joins parts into one.
   *
   * @param parts of consecutive patches, in order
   */
  public static PatchGaussians concat(List<PatchGaussians> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there are no Gaussians to join");
    }
    PatchGaussians head = parts.get(0);
    int patches = 0;
    for (PatchGaussians part : parts) {
      if (part.firstPatch != head.firstPatch + patches || part.dimensions != head.dimensions) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Gaussians from patch %d on with %d dimensions don't continue those that end before"
                    + " patch %d with %d dimensions",
                part.firstPatch,
                part.dimensions,
                head.firstPatch + patches,
                head.dimensions));
      }
      patches = Math.addExact(patches, part.patches);
    }
    float[] mean = new float[Math.multiplyExact(patches, head.dimensions)];
    float[] factor = new float[Math.multiplyExact(patches, triangle(head.dimensions))];
    int meanAt = 0;
    int factorAt = 0;
    for (PatchGaussians part : parts) {
      System.arraycopy(part.mean, 0, mean, meanAt, part.mean.length);
      System.arraycopy(part.factor, 0, factor, factorAt, part.factor.length);
      meanAt += part.mean.length;
      factorAt += part.factor.length;
    }
    return new PatchGaussians(head.firstPatch, patches, head.dimensions, mean, factor);
  }
}

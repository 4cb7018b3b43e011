package org.mekiki.padim.gaussian;

import java.util.List;
import org.mekiki.text.Text;

/**
 * Fitted Gaussians of consecutive patches, ready for the Mahalanobis distance. The inverse
 * covariance is never formed: with Σ = LLᵀ, {@code factor} holds W = L⁻¹, lower triangular, so that
 * d = |W(e − μ)|. Arrays are not copied. Thread-safe.
 *
 * <p>Factors are float32, or the int8 that they were published in: a quarter of the memory, from
 * which {@link #factor()} makes float32 when somebody asks for it.
 */
public final class PatchGaussians {
  private final int firstPatch;
  private final int patches;
  private final int dimensions;
  private final float[] mean;

  /** Null while there is only int8. */
  private volatile float[] factor;

  /** Null where factors came as float32. */
  private final byte[] int8;

  /**
   * Gaussians with factors in float32.
   *
   * @param firstPatch position of the first patch in the grid
   * @param dimensions D
   * @param mean {@code [patch][d]}
   * @param factor {@code [patch][row(row+1)/2 + column]}, row-major packed lower triangle, D(D+1)/2
   *     values a patch
   */
  public PatchGaussians(int firstPatch, int patches, int dimensions, float[] mean, float[] factor) {
    this(firstPatch, patches, dimensions, mean, factor, null);
    requireFull(factor.length, triangle(dimensions), "factors");
  }

  private PatchGaussians(
      int firstPatch, int patches, int dimensions, float[] mean, float[] factor, byte[] int8) {
    if (firstPatch < 0 || patches < 1 || dimensions < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "patches %d+%d of %d dimensions: first must be 0 or more, the others at least 1",
              firstPatch, patches, dimensions));
    }
    this.firstPatch = firstPatch;
    this.patches = patches;
    this.dimensions = dimensions;
    this.mean = mean;
    this.factor = factor;
    this.int8 = int8;
    requireFull(mean.length, dimensions, "means");
  }

  /**
   * Gaussians with factors in int8.
   *
   * @param int8 of each patch what {@link Int8Factors#put} writes
   */
  public static PatchGaussians ofInt8(
      int firstPatch, int patches, int dimensions, float[] mean, byte[] int8) {
    PatchGaussians gaussians =
        new PatchGaussians(firstPatch, patches, dimensions, mean, null, int8);
    gaussians.requireFull(int8.length, Int8Factors.bytes(dimensions), "bytes of factors");
    return gaussians;
  }

  private void requireFull(int length, int perPatch, String what) {
    if (length != Math.multiplyExact(patches, perPatch)) {
      throw new IllegalArgumentException(
          Text.of(
              "%d %s do not fill %d patches of %d dimensions", length, what, patches, dimensions));
    }
  }

  /** Position of the first patch in the grid. */
  public int firstPatch() {
    return firstPatch;
  }

  public int patches() {
    return patches;
  }

  /** D. */
  public int dimensions() {
    return dimensions;
  }

  /** {@code [patch][d]}. */
  public float[] mean() {
    return mean;
  }

  /** {@code [patch][row(row+1)/2 + column]}, D(D+1)/2 values a patch. */
  public float[] factor() {
    float[] made = factor;
    return made == null ? restored() : made;
  }

  private synchronized float[] restored() {
    if (factor == null) {
      Int8Factors patch = new Int8Factors(dimensions);
      float[] values = new float[Math.multiplyExact(patches, triangle(dimensions))];
      for (int p = 0; p < patches; p++) {
        patch.take(int8, p * Int8Factors.bytes(dimensions));
        patch.restore(values, p * triangle(dimensions));
      }
      factor = values;
    }
    return factor;
  }

  /** Whether factors came in int8. */
  public boolean isInt8() {
    return int8 != null;
  }

  /** The same in float32 only. */
  PatchGaussians inFloat32() {
    return isInt8() ? new PatchGaussians(firstPatch, patches, dimensions, mean, factor()) : this;
  }

  /** Factors as they came in int8, see {@link Int8Factors#put}; null where they did not. */
  byte[] int8() {
    return int8;
  }

  /**
   * Those of some patches, one after the other.
   *
   * @param chosen positions among these
   */
  public PatchGaussians only(int[] chosen) {
    float[] means = new float[chosen.length * dimensions];
    copyPatches(mean, dimensions, chosen, means);
    if (isInt8()) {
      int stride = Int8Factors.bytes(dimensions);
      byte[] bytes = new byte[chosen.length * stride];
      copyPatches(int8, stride, chosen, bytes);
      return ofInt8(0, chosen.length, dimensions, means, bytes);
    }
    float[] factors = new float[chosen.length * triangle(dimensions)];
    copyPatches(factor(), triangle(dimensions), chosen, factors);
    return new PatchGaussians(0, chosen.length, dimensions, means, factors);
  }

  /** Arrays of the same kind. */
  private static void copyPatches(Object from, int perPatch, int[] chosen, Object to) {
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(from, chosen[i] * perPatch, to, i * perPatch, perPatch);
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
            Text.of(
                "Gaussians from patch %d on with %d dimensions don't continue those that end before"
                    + " patch %d with %d dimensions",
                part.firstPatch, part.dimensions, head.firstPatch + patches, head.dimensions));
      }
      patches = Math.addExact(patches, part.patches);
    }
    float[] mean = new float[Math.multiplyExact(patches, head.dimensions)];
    float[] factor = new float[Math.multiplyExact(patches, triangle(head.dimensions))];
    int meanAt = 0;
    int factorAt = 0;
    for (PatchGaussians part : parts) {
      System.arraycopy(part.mean, 0, mean, meanAt, part.mean.length);
      System.arraycopy(part.factor(), 0, factor, factorAt, part.factor().length);
      meanAt += part.mean.length;
      factorAt += part.factor().length;
    }
    return new PatchGaussians(head.firstPatch, patches, head.dimensions, mean, factor);
  }
}

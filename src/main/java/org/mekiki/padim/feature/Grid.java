package org.mekiki.padim.feature;

/**
 * The grid of patches: one Gaussian for each of its cells.
 *
 * @param height rows of patches, at least 1
 * @param width patches in a row, at least 1
 */
public record Grid(int height, int width) {
  public Grid {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "grid " + height + "x" + width + ": each side must be at least 1");
    }
  }

  /** Number of patches. Patch {@code p} lies in row {@code p / width}, column {@code p % width}. */
  public int patches() {
    return Math.multiplyExact(height, width);
  }
}

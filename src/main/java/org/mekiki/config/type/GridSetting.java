package org.mekiki.config.type;

/**
 * The grid of patches: a fixed one, or the one of the backbone's first feature.
 *
 * @param height rows of patches, 1 to 512; 0 for the first feature's
 * @param width patches in a row, 1 to 512; 0 for the first feature's
 */
public record GridSetting(int height, int width) {
  /** The first feature's own grid, as in the paper. */
  public static final GridSetting FIRST_FEATURE = new GridSetting(0, 0);

  static final int MAX_SIDE = 512;

  public GridSetting {
    boolean firstFeature = height == 0 && width == 0;
    boolean fixed = height >= 1 && height <= MAX_SIDE && width >= 1 && width <= MAX_SIDE;
    if (!firstFeature && !fixed) {
      throw new IllegalArgumentException(
          "grid " + height + "x" + width + ": each side must be 1 to " + MAX_SIDE);
    }
  }

  /** Whether the grid is left to the backbone's first feature. */
  public boolean isFirstFeature() {
    return height == 0;
  }

  @Override
  public String toString() {
    return isFirstFeature() ? "first-feature" : height + "x" + width;
  }
}

package org.mekiki.config.type;

/**
 * Number of features per patch: a fixed one, or by the number of good frames.
 *
 * @param number 1 to 10,000; 0 for automatic
 */
public record DimensionsSetting(int number) {
  /** By the number of good frames. */
  public static final DimensionsSetting AUTO = new DimensionsSetting(0);

  static final int MOST = 10_000;

  public DimensionsSetting {
    if (number < 0 || number > MOST) {
      throw new IllegalArgumentException(
          "dimensions " + number + ": 1 to " + MOST + " are valid, or 0 for automatic");
    }
  }

  public boolean isAuto() {
    return number == 0;
  }

  @Override
  public String toString() {
    return isAuto() ? "auto" : Integer.toString(number);
  }
}

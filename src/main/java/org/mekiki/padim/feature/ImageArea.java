package org.mekiki.padim.feature;

/**
 * A rectangle of an image, in pixels.
 *
 * @param left its first column, 0 or more
 * @param top its first row, 0 or more
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record ImageArea(int left, int top, int width, int height) {
  public ImageArea {
    if (left < 0 || top < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "area of " + width + "x" + height + " at (" + left + ", " + top + ")");
    }
  }

  /** All of an image. */
  public static ImageArea all(ImageShape shape) {
    return new ImageArea(0, 0, shape.width(), shape.height());
  }
}

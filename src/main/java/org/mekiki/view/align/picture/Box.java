package org.mekiki.view.align.picture;

import org.mekiki.text.Text;

/**
 * An upright rectangle in continuous pixels: column {@code i} reaches from {@code i} to {@code i +
 * 1}, so a picture of width w is the box from 0 to w.
 *
 * @param x left edge
 * @param y top edge
 * @param width above 0
 * @param height above 0
 */
public record Box(double x, double y, double width, double height) {
  public Box {
    if (!(width > 0 && height > 0 && Double.isFinite(x + y + width + height))) {
      throw new IllegalArgumentException(
          Text.of(
              "box at (%s, %s) of %s x %s: both sides must be above 0 and all figures finite",
              x, y, width, height));
    }
  }

  public double right() {
    return x + width;
  }

  public double bottom() {
    return y + height;
  }

  /** For people, to a tenth of a pixel. */
  @Override
  public String toString() {
    return plain(width) + "x" + plain(height) + " at (" + plain(x) + ", " + plain(y) + ")";
  }

  private static String plain(double value) {
    double tenths = Math.round(value * 10) / 10.0;
    return tenths == Math.rint(tenths) ? String.valueOf((long) tenths) : String.valueOf(tenths);
  }
}

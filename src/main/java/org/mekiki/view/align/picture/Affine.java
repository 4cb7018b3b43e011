package org.mekiki.view.align.picture;

import org.mekiki.text.Text;

/**
 * An affine map of the plane: {@code x' = xx * x + xy * y + dx}, {@code y' = yx * x + yy * y + dy}.
 * Coordinates are continuous: the centre of pixel i lies at i + 0.5.
 *
 * <p>Computed in float64: a map and its inverse give a point of a frame back within 1e-9 pixels.
 *
 * @param xx share of x in x'
 * @param xy share of y in x'
 * @param dx shift along x
 * @param yx share of x in y'
 * @param yy share of y in y'
 * @param dy shift along y
 */
public record Affine(double xx, double xy, double dx, double yx, double yy, double dy) {
  /** Leaves every point where it is. */
  public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

  public Affine {
    double determinant = xx * yy - xy * yx;
    if (!(Math.abs(determinant) > 0) || !Double.isFinite(determinant + dx + dy)) {
      throw new IllegalArgumentException(
          Text.of(
              "affine map [%s %s %s; %s %s %s] has determinant %s: it must be finite and not 0",
              xx, xy, dx, yx, yy, dy, determinant));
    }
  }

  /** Moves by these pixels. */
  public static Affine shift(double dx, double dy) {
    return new Affine(1, 0, dx, 0, 1, dy);
  }

  /** Multiplies x and y; neither may be 0. */
  public static Affine scale(double x, double y) {
    return new Affine(x, 0, 0, 0, y, 0);
  }

  /** Turns around the origin, clockwise on a picture (y points down). */
  public static Affine turn(double radians) {
    double cos = StrictMath.cos(radians);
    double sin = StrictMath.sin(radians);
    return new Affine(cos, -sin, 0, sin, cos, 0);
  }

  /** Where a point comes to lie: its column. */
  public double x(double x, double y) {
    return xx * x + xy * y + dx;
  }

  /** Where a point comes to lie: its row. */
  public double y(double x, double y) {
    return yx * x + yy * y + dy;
  }

  /** The map back. */
  public Affine invert() {
    double determinant = xx * yy - xy * yx;
    double ixx = yy / determinant;
    double ixy = -xy / determinant;
    double iyx = -yx / determinant;
    double iyy = xx / determinant;
    return new Affine(ixx, ixy, -(ixx * dx + ixy * dy), iyx, iyy, -(iyx * dx + iyy * dy));
  }

  /** First this map, then the next one. */
  public Affine then(Affine next) {
    return new Affine(
        next.xx * xx + next.xy * yx,
        next.xx * xy + next.xy * yy,
        next.x(dx, dy),
        next.yx * xx + next.yy * yx,
        next.yx * xy + next.yy * yy,
        next.y(dx, dy));
  }

  /** The smallest upright box around a box that this map turns. */
  public Box box(Box box) {
    double halfWidth = (Math.abs(xx) * box.width() + Math.abs(xy) * box.height()) / 2;
    double halfHeight = (Math.abs(yx) * box.width() + Math.abs(yy) * box.height()) / 2;
    double middleX = box.x() + box.width() / 2;
    double middleY = box.y() + box.height() / 2;
    return new Box(
        x(middleX, middleY) - halfWidth,
        y(middleX, middleY) - halfHeight,
        2 * halfWidth,
        2 * halfHeight);
  }

  /** How much longer lengths get, on average over both axes: the root of the area's factor. */
  public double magnification() {
    return Math.sqrt(Math.abs(xx * yy - xy * yx));
  }
}

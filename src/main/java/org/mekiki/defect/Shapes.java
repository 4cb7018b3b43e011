package org.mekiki.defect;

/**
 * Signed distances in pixels from a point to a shape's edge, negative inside, and what they give
 * when drawn with a soft edge of one pixel.
 */
public final class Shapes {
  private Shapes() {}

  public static double circle(double x, double y, double radius) {
    return length(x, y) - radius;
  }

  public static double roundedBox(
      double x, double y, double halfWidth, double halfHeight, double radius) {
    double qx = Math.abs(x) - halfWidth + radius;
    double qy = Math.abs(y) - halfHeight + radius;
    return length(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - radius;
  }

  /** Distance to the straight line between two points, never negative. */
  public static double segment(double x, double y, double ax, double ay, double bx, double by) {
    double dx = bx - ax;
    double dy = by - ay;
    double squared = dx * dx + dy * dy;
    double along = squared == 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / squared;
    double t = Math.min(1, Math.max(0, along));
    return length(x - ax - t * dx, y - ay - t * dy);
  }

  public static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  /** A radius that waves around its mean by up to a third, differently in each direction. */
  public static double irregular(double radius, double dx, double dy, double phase) {
    double direction = StrictMath.atan2(dy, dx);
    return radius
        * (1
            + 0.2 * StrictMath.sin(2 * direction + phase)
            + 0.12 * StrictMath.sin(5 * direction + 3 * phase));
  }

  /** Share of a pixel that lies inside: 1 half a pixel within the edge, 0 half a pixel beyond. */
  public static double inside(double distance) {
    return clamp(0.5 - distance);
  }

  /** From 1 to 0 over {@code softness} pixels around the edge, without a kink. */
  public static double softly(double distance, double softness) {
    double t = clamp(0.5 - distance / softness);
    return t * t * (3 - 2 * t);
  }

  public static double clamp(double value) {
    return Math.min(1, Math.max(0, value));
  }
}

package org.mekiki.camera.simulated;

/**
 * Signed distances in pixels from a point to a shape's edge, negative inside, and what they give
 * when drawn with a soft edge of one pixel.
 */
public final class Shapes {
  private Shapes() {}

  static double circle(double x, double y, double radius) {
    return length(x, y) - radius;
  }

  static double roundedBox(double x, double y, double halfWidth, double halfHeight, double radius) {
    double qx = Math.abs(x) - halfWidth + radius;
    double qy = Math.abs(y) - halfHeight + radius;
    return length(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - radius;
  }

  /** Distance to the straight line between two points, never negative. */
  static double segment(double x, double y, double ax, double ay, double bx, double by) {
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

  /** Share of a pixel that lies inside: 1 half a pixel within the edge, 0 half a pixel beyond. */
  static double inside(double distance) {
    return clamp(0.5 - distance);
  }

  /** From 1 to 0 over {@code softness} pixels around the edge, without a kink. */
  static double softly(double distance, double softness) {
    double t = clamp(0.5 - distance / softness);
    return t * t * (3 - 2 * t);
  }

  static double clamp(double value) {
    return Math.min(1, Math.max(0, value));
  }
}

package org.mekiki.evaluate.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve for the report, thinned: no step that is left out is longer than {@link #RESOLUTION} in x
 * and y together, so that the drawing is the same as with all points. Figures are never computed
 * from it.
 *
 * @param points from the left to the right
 */
public record Curve(List<Point> points) {
  /** Below a pixel of any drawing of it; at most about 2,000 points. */
  static final double RESOLUTION = 1e-3;

  public Curve {
    points = List.copyOf(points);
  }

  /** No points: the curve is not defined. */
  public static Curve none() {
    return new Curve(List.of());
  }

  public record Point(double x, double y) {}

  /** Takes every point, keeps those that show. */
  static final class Thinner {
    private final List<Point> kept = new ArrayList<>();
    private Point skipped;

    void add(double x, double y) {
      if (kept.isEmpty() || distance(kept.get(kept.size() - 1), x, y) >= RESOLUTION) {
        if (skipped != null) {
          kept.add(skipped); // the last point before a jump: without it the jump would slant
        }
        kept.add(new Point(x, y));
        skipped = null;
      } else {
        skipped = new Point(x, y);
      }
    }

    Curve curve() {
      if (skipped != null) {
        kept.add(skipped);
        skipped = null;
      }
      return new Curve(kept);
    }

    private static double distance(Point from, double x, double y) {
      return Math.abs(x - from.x()) + Math.abs(y - from.y());
    }
  }
}

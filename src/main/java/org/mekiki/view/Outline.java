package org.mekiki.view;

import java.util.Arrays;
import java.util.List;
import org.mekiki.view.align.picture.Box;

/**
 * A polygon in continuous pixels; where it crosses itself, by the even-odd rule.
 *
 * @param points its corners, at least 3
 */
public record Outline(List<Point> points) {
  public record Point(double x, double y) {
    public Point {
      if (!Double.isFinite(x + y)) {
        throw new IllegalArgumentException("point (" + x + ", " + y + ") is not finite");
      }
    }
  }

  public Outline {
    points = List.copyOf(points);
    if (points.size() < 3) {
      throw new IllegalArgumentException(
          "a polygon of " + points.size() + " corners: at least 3 are needed");
    }
  }

  /** A rectangle. */
  public static Outline of(Box box) {
    return new Outline(
        List.of(
            new Point(box.x(), box.y()),
            new Point(box.right(), box.y()),
            new Point(box.right(), box.bottom()),
            new Point(box.x(), box.bottom())));
  }

  /**
   * The smallest upright box around it.
   *
   * @throws IllegalArgumentException if it has no width or no height
   */
  public Box bounds() {
    double left = points.stream().mapToDouble(Point::x).min().orElseThrow();
    double top = points.stream().mapToDouble(Point::y).min().orElseThrow();
    double right = points.stream().mapToDouble(Point::x).max().orElseThrow();
    double bottom = points.stream().mapToDouble(Point::y).max().orElseThrow();
    return new Box(left, top, right - left, bottom - top);
  }

  /** Whether it is the upright rectangle of its bounds, as {@link #of} makes it. */
  public boolean isBox() {
    return equals(of(bounds()));
  }

  /**
   * Where a row goes in and out, ascending: columns from each first one to before the second are
   * inside. A corner on the row counts as above it, so a row that goes in goes out.
   */
  double[] crossings(double y) {
    double[] columns = new double[points.size()];
    int count = 0;
    Point from = points.get(points.size() - 1);
    for (Point to : points) {
      if (from.y() > y != to.y() > y) {
        columns[count++] = from.x() + (y - from.y()) * (to.x() - from.x()) / (to.y() - from.y());
      }
      from = to;
    }
    double[] found = Arrays.copyOf(columns, count);
    Arrays.sort(found);
    return found;
  }

  @Override
  public String toString() {
    return bounds().toString();
  }
}

package org.mekiki.detect;

import java.util.List;
import java.util.OptionalDouble;
import org.mekiki.text.Text;

/**
 * Probability of detection against size.
 *
 * @param contrast grey levels above or below the surface; 0 where the kind has none
 * @param points by rising size; empty if the frames have no place for this kind
 */
public record DetectionCurve(DefectKind kind, int contrast, List<Point> points) {
  /** Share that must be found for a size to count as seen. */
  public static final double SEEN = 0.9;

  /** In per cent; 26 of 29 that are found must not read as the share that was not reached. */
  private static final double BELOW_SEEN = 89;

  /**
   * One size.
   *
   * @param pixels size in pixels of the frame
   * @param found of the defects that were painted
   */
  public record Point(double pixels, Share found) {}

  public DetectionCurve {
    points = List.copyOf(points);
  }

  /** Smallest size of which, and of all larger ones, nine in ten are found; empty if none is. */
  public OptionalDouble reached() {
    OptionalDouble reached = OptionalDouble.empty();
    for (int i = points.size() - 1; i >= 0 && points.get(i).found().value() >= SEEN; i--) {
      reached = OptionalDouble.of(points.get(i).pixels());
    }
    return reached;
  }

  /** {@code scratches at contrast 60}. */
  public String name() {
    return kind.hasContrast() ? kind.plural() + " at contrast " + contrast : kind.plural();
  }

  /** A sentence without its full stop: {@code 90 % of scratches ≥ 14 px at contrast 60}. */
  public String text() {
    if (points.isEmpty()) {
      String why =
          kind == DefectKind.CHIPPED_EDGE
              ? "the frames have too few strong edges"
              : "the frames have too few places for them";
      return kind.plural() + ": not tried, " + why;
    }
    String at = kind.hasContrast() ? " at contrast " + contrast : "";
    OptionalDouble size = reached();
    if (size.isPresent()) {
      return Text.of("90 %% of %s ≥ %s px%s", kind.plural(), pixels(size.getAsDouble()), at);
    }
    Point largest = points.get(points.size() - 1);
    return Text.of(
        "90 %% of %s%s: not reached, %.0f %% at %s px",
        kind.plural(),
        at,
        Math.min(100 * largest.found().value(), BELOW_SEEN),
        pixels(largest.pixels()));
  }

  /** A size for people. */
  public static String pixels(double size) {
    return Text.of("%.0f", size);
  }
}

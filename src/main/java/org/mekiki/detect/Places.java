package org.mekiki.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mekiki.image.Picture;

/** Chooses where on a frame defects are painted: where the model looks, and far from each other. */
final class Places {
  /** Tries for each place. */
  private static final int TRIES = 60;

  /** Grey levels between the two sides of an edge that can be chipped. */
  private static final double EDGE = 40;

  /**
   * Pixels of the map between two defects' edges: a network's field of view, neighbourhood and blur
   * carry a defect about half as far.
   */
  static final double APART = 56;

  private final Surface clean;
  private final byte[] pixels;

  Places(Surface clean) {
    this.clean = clean;
    this.pixels = clean.picture().toBytes();
  }

  /**
   * Places for defects.
   *
   * @param kind chipped edges need an edge
   * @param size in pixels of the frame
   * @param most at most
   * @return fewer if no more were found, maybe none
   */
  List<Place> choose(DefectKind kind, double size, int most, SplittableRandom random) {
    List<Place> chosen = new ArrayList<>();
    for (int i = 0; i < TRIES * most && chosen.size() < most; i++) {
      double x = random.nextDouble() * clean.width();
      double y = random.nextDouble() * clean.height();
      if (clean.counts(x, y)) {
        Place place = clean.place(x, y);
        double half = size / place.magnification() / 2;
        if (fits(x, y, half)
            && chosen.stream().allMatch(other -> other.distance(place) >= 2 * half + APART)
            && (kind != DefectKind.CHIPPED_EDGE || onEdge(place))) {
          chosen.add(place);
        }
      }
    }
    return chosen;
  }

  /** Whether most of a defect lies where it counts. */
  private boolean fits(double x, double y, double half) {
    double reach = 0.7 * half;
    return clean.counts(x - reach, y)
        && clean.counts(x + reach, y)
        && clean.counts(x, y - reach)
        && clean.counts(x, y + reach);
  }

  private boolean onEdge(Place place) {
    Picture frame = clean.picture();
    double scale = (double) frame.width() / frame.originalWidth();
    return FrameEdges.step(pixels, frame, place.x() * scale, place.y() * scale) >= EDGE;
  }
}

package org.mekiki.view.align;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mekiki.view.align.picture.Box;
import org.mekiki.view.align.picture.Grey;
import org.mekiki.view.align.picture.Refiner;
import org.mekiki.view.align.picture.Stamps;

/**
 * Looks for a patch at every place and angle of a very small picture, on which the patch is about
 * ten pixels large: normalised correlation with the patch turned in steps of about one pixel at its
 * corners ({@link Stamps}). What comes out is a list of candidates for {@link Refiner}.
 */
final class PatchSearch {
  /** Half of the patch's diagonal on the small picture, if it is turned, and if it isn't. */
  private static final double TURNED_REACH = 5;

  private static final double REACH = 9;

  /** Longer side of the small picture, at most. */
  private static final int TURNED_SIDE = 96;

  private static final int SIDE = 160;
  private static final int CANDIDATES = 5;
  private static final double NEARLY_AS_GOOD = 0.75;

  private final int side;
  private final double[] angles;
  private final Stamps stamps;

  /**
   * A place at which the patch may lie.
   *
   * @param x column of its centre, in shares of the picture's width
   * @param y row of its centre, in shares of the picture's height
   */
  record Candidate(double x, double y, double radians, double score) {}

  /**
   * @param box where it was drawn
   * @param frameWidth columns of the frame on which it was drawn
   * @param turns whether it is looked for at all angles
   */
  PatchSearch(Grey patch, Box box, int frameWidth, int frameHeight, boolean turns) {
    double diagonal = Math.hypot(box.width(), box.height()) / 2;
    int frameSide = Math.max(frameWidth, frameHeight);
    double wanted = (turns ? TURNED_REACH : REACH) * frameSide / diagonal;
    side = (int) Math.round(Math.min(turns ? TURNED_SIDE : SIDE, wanted));
    double scale = (double) side / frameSide;
    int count = turns ? Math.max(12, (int) Math.round(2 * Math.PI * diagonal * scale)) : 1;
    angles = new double[count];
    Grey small = patch;
    double perPixel = box.width() * scale / patch.width();
    while (perPixel < 0.6 && Math.min(small.width(), small.height()) > 7) {
      small = small.halved();
      perPixel *= 2;
    }
    int reach = (int) Math.ceil(diagonal * scale);
    stamps = new Stamps(small, box.width() * scale, box.height() * scale, reach);
    for (int a = 0; a < count; a++) {
      angles[a] = 2 * Math.PI * a / count;
      stamps.add(angles[a]);
    }
  }

  /** Longer side of the picture that {@link #candidates} takes. */
  int side() {
    return side;
  }

  /** The most likely places, best first. */
  List<Candidate> candidates(Grey small) {
    float[][] scores = stamps.correlations(small);
    int columns = stamps.columns(small);
    float[] best = new float[columns * small.height()];
    for (int y = 0; y < small.height(); y++) {
      for (int i = y * columns; i < y * columns + small.width(); i++) {
        for (float[] score : scores) {
          best[i] = score[i] > best[i] ? score[i] : best[i];
        }
      }
    }
    return peaks(scores, best, columns, small.width(), small.height());
  }

  private List<Candidate> peaks(
      float[][] scores, float[] best, int columns, int width, int height) {
    List<Candidate> found = new ArrayList<>();
    for (int n = 0; n < CANDIDATES; n++) {
      int top = 0;
      for (int i = 1; i < best.length; i++) {
        top = best[i] > best[top] ? i : top;
      }
      if (!(best[top] > 0)) {
        break;
      }
      int x = top % columns;
      int y = top / columns;
      for (int a = 0; a < angles.length; a++) {
        float before = scores[(a + angles.length - 1) % angles.length][top];
        float after = scores[(a + 1) % angles.length][top];
        float here = scores[a][top];
        if (here >= NEARLY_AS_GOOD * best[top] && here >= before && here >= after) {
          found.add(new Candidate((x + 0.5) / width, (y + 0.5) / height, angles[a], here));
        }
      }
      for (int row = Math.max(0, y - 2); row <= Math.min(height - 1, y + 2); row++) {
        for (int column = Math.max(0, x - 2); column <= Math.min(width - 1, x + 2); column++) {
          best[row * columns + column] = -1;
        }
      }
    }
    found.sort(Comparator.comparingDouble(Candidate::score).reversed());
    return found.subList(0, Math.min(CANDIDATES, found.size()));
  }
}

package org.mekiki.view.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for a patch at every place and angle of a very small picture, on which the patch is about
 * ten pixels large: normalised correlation with the patch turned in steps of about one pixel at its
 * corners. What comes out is a list of candidates for {@link Refiner}.
 *
 * <p>The local deviation, which costs as much again, is only computed for angles whose products are
 * among a place's largest.
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
  private static final float LEAST_DEVIATION = 1.5f;

  private final int side;
  private final int reach;
  private final double[] angles;
  private final List<Stamp> stamps = new ArrayList<>();

  /**
   * A place at which the patch may lie.
   *
   * @param x column of its centre, in shares of the picture's width
   * @param y row of its centre, in shares of the picture's height
   * @param radians by which it is turned
   * @param score correlation
   */
  record Candidate(double x, double y, double radians, double score) {}

  /** The pixels of a turned patch around its centre, with their weights; those sum up to 0. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Stamp(int reach, int[] dx, int[] dy, float[] weights, double norm) {
    /** From a place to what lies under a weight, in a padded picture. */
    int from(int k, int padded) {
      return (reach + dy[k]) * padded + reach + dx[k];
    }
  }

  /**
   * @param patch the learned patch
   * @param box where it was drawn
   * @param frameWidth columns of the frame on which it was drawn
   * @param frameHeight rows of that frame
   * @param turns whether it is looked for at all angles
   */
  PatchSearch(Grey patch, Box box, int frameWidth, int frameHeight, boolean turns) {
    double diagonal = Math.hypot(box.width(), box.height()) / 2;
    int frameSide = Math.max(frameWidth, frameHeight);
    double wanted = (turns ? TURNED_REACH : REACH) * frameSide / diagonal;
    side = (int) Math.round(Math.min(turns ? TURNED_SIDE : SIDE, wanted));
    double scale = (double) side / frameSide;
    reach = (int) Math.ceil(diagonal * scale);
    int count = turns ? Math.max(12, (int) Math.round(2 * Math.PI * diagonal * scale)) : 1;
    angles = new double[count];
    Grey small = patch;
    double perPixel = box.width() * scale / patch.width();
    while (perPixel < 0.6 && Math.min(small.width(), small.height()) > 7) {
      small = small.halved();
      perPixel *= 2;
    }
    for (int a = 0; a < count; a++) {
      angles[a] = 2 * Math.PI * a / count;
      stamps.add(stamp(small, box, scale, angles[a]));
    }
  }

  private Stamp stamp(Grey patch, Box box, double scale, double angle) {
    Affine toPatch =
        Affine.turn(-angle)
            .then(
                Affine.scale(
                    patch.width() / (box.width() * scale), patch.height() / (box.height() * scale)))
            .then(Affine.shift(patch.width() / 2.0, patch.height() / 2.0));
    int most = (2 * reach + 1) * (2 * reach + 1);
    int[] dx = new int[most];
    int[] dy = new int[most];
    float[] weights = new float[most];
    int size = 0;
    double sum = 0;
    for (int y = -reach; y <= reach; y++) {
      for (int x = -reach; x <= reach; x++) {
        double px = toPatch.x(x, y);
        double py = toPatch.y(x, y);
        if (px >= 0 && py >= 0 && px <= patch.width() && py <= patch.height()) {
          dx[size] = x;
          dy[size] = y;
          weights[size] = patch.at(px, py);
          sum += weights[size++];
        }
      }
    }
    double squares = 0;
    for (int i = 0; i < size; i++) {
      weights[i] -= (float) (sum / size);
      squares += weights[i] * weights[i];
    }
    return new Stamp(
        reach,
        Arrays.copyOf(dx, size),
        Arrays.copyOf(dy, size),
        Arrays.copyOf(weights, size),
        Math.sqrt(Math.max(1e-9, squares * size)));
  }

  /** Longer side of the picture that {@link #candidates} takes. */
  int side() {
    return side;
  }

  /** The most likely places, best first. */
  List<Candidate> candidates(Grey small) {
    int width = small.width();
    int height = small.height();
    int padded = width + 2 * reach;
    float[] values = padded(small, padded);
    float[][] scores = new float[angles.length][];
    for (int a = 0; a < angles.length; a++) {
      scores[a] = products(values, padded, height, stamps.get(a));
    }
    float[] best = new float[padded * height];
    Arrays.fill(best, -1);
    for (int y = 0; y < height; y++) {
      for (int i = y * padded; i < y * padded + width; i++) {
        best[i] = normalise(scores, i, values, padded);
      }
    }
    return peaks(scores, best, padded, width, height);
  }

  /** Makes correlations of one place's products, where these are among the largest. */
  private float normalise(float[][] scores, int place, float[] values, int padded) {
    float most = 0;
    for (float[] score : scores) {
      most = Math.max(most, score[place]);
    }
    float best = -1;
    for (int a = 0; a < scores.length; a++) {
      boolean large = scores[a][place] > 0 && scores[a][place] >= NEARLY_AS_GOOD * most;
      scores[a][place] =
          large ? (float) (scores[a][place] / deviation(values, place, padded, stamps.get(a))) : -1;
      best = Math.max(best, scores[a][place]);
    }
    return best;
  }

  /** Of what lies under a stamp, times the stamp's norm. */
  private static double deviation(float[] values, int place, int padded, Stamp stamp) {
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < stamp.weights().length; k++) {
      float value = values[place + stamp.from(k, padded)];
      sum += value;
      squares += value * value;
    }
    int n = stamp.weights().length;
    double variance = squares / n - sum / n * (sum / n);
    return stamp.norm() * Math.sqrt(Math.max(LEAST_DEVIATION * LEAST_DEVIATION, variance));
  }

  private List<Candidate> peaks(float[][] scores, float[] best, int padded, int width, int height) {
    List<Candidate> found = new ArrayList<>();
    for (int n = 0; n < CANDIDATES; n++) {
      int top = 0;
      for (int i = 1; i < best.length; i++) {
        top = best[i] > best[top] ? i : top;
      }
      if (!(best[top] > 0)) {
        break;
      }
      int x = top % padded;
      int y = top / padded;
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
          best[row * padded + column] = -1;
        }
      }
    }
    found.sort(Comparator.comparingDouble(Candidate::score).reversed());
    return found.subList(0, Math.min(CANDIDATES, found.size()));
  }

  /** With the border's values beyond the border. */
  private float[] padded(Grey small, int padded) {
    int rows = small.height() + 2 * reach;
    float[] values = new float[padded * rows];
    double mean = 0;
    for (float value : small.values()) {
      mean += value;
    }
    // Around 0, so that squares of float32 keep their digits.
    float middle = (float) (mean / small.values().length);
    for (int y = 0, i = 0; y < rows; y++) {
      int row = Math.min(small.height() - 1, Math.max(0, y - reach));
      for (int x = 0; x < padded; x++) {
        int column = Math.min(small.width() - 1, Math.max(0, x - reach));
        values[i++] = small.at(column, row) - middle;
      }
    }
    return values;
  }

  /**
   * For each place the sum of the stamp's weights times what lies under them. Rows follow each
   * other without a break, so that one long loop does it; what comes of the padding is not looked
   * at.
   */
  private static float[] products(float[] values, int padded, int height, Stamp stamp) {
    float[] sums = new float[padded * height];
    for (int k = 0; k < stamp.weights().length; k++) {
      float weight = stamp.weights()[k];
      int from = stamp.from(k, padded);
      int last = Math.min(sums.length, values.length - from);
      for (int i = 0; i < last; i++) {
        sums[i] += weight * values[from + i];
      }
    }
    return sums;
  }
}

package org.mekiki.view.align.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Parts before a ground: Otsu's threshold tells bright pixels from dark ones, and the cut is then
 * made at 40 % of the bright ones' median. Otsu's own moves with the share of the frame that the
 * part takes; this one doesn't, and it stays below parts with dull areas and above soft shadows.
 */
public final class Segmentation {
  private static final int LEVELS = 256;
  private static final double CUT = 0.4;
  private static final double NOISE = 4;

  private Segmentation() {}

  /**
   * Finds the pieces.
   *
   * @param lifted 0 on the ground, larger where a part lies
   * @param noise deviation of the ground
   * @return the pieces of at least {@code least} pixels with their holes filled, largest first
   */
  static List<Blob> blobs(Grey lifted, double noise, int least) {
    double cut = Math.max(CUT * contrast(lifted), NOISE * noise);
    boolean[] above = new boolean[lifted.values().length];
    for (int i = 0; i < above.length; i++) {
      above[i] = lifted.values()[i] > cut;
    }
    return blobs(above, lifted.width(), least);
  }

  /** Median of what lies above Otsu's threshold; 0 if nothing is above the ground. */
  static double contrast(Grey lifted) {
    float most = 0;
    for (float value : lifted.values()) {
      most = Math.max(most, value);
    }
    if (!(most > 0)) {
      return 0;
    }
    int[] counts = new int[LEVELS];
    for (float value : lifted.values()) {
      counts[(int) (Math.max(0, value) / most * (LEVELS - 1) + 0.5f)]++;
    }
    int threshold = otsu(counts);
    int half = 0;
    for (int level = threshold + 1; level < LEVELS; level++) {
      half += counts[level];
    }
    half /= 2;
    int level = threshold + 1;
    for (int seen = 0; level < LEVELS - 1 && seen + counts[level] <= half; level++) {
      seen += counts[level];
    }
    return (double) level / (LEVELS - 1) * most;
  }

  /** The last level of the lower class: the largest variance between both classes. */
  private static int otsu(int[] counts) {
    double all = 0;
    double sum = 0;
    for (int level = 0; level < LEVELS; level++) {
      all += counts[level];
      sum += (double) level * counts[level];
    }
    double below = 0;
    double sumBelow = 0;
    double best = -1;
    int threshold = 0;
    for (int level = 0; level < LEVELS - 1; level++) {
      below += counts[level];
      sumBelow += (double) level * counts[level];
      if (below > 0 && below < all) {
        double apart = sumBelow / below - (sum - sumBelow) / (all - below);
        double between = below * (all - below) * apart * apart;
        if (between > best) {
          best = between;
          threshold = level;
        }
      }
    }
    return threshold;
  }

  private static List<Blob> blobs(boolean[] above, int width, int least) {
    List<Blob> blobs = new ArrayList<>();
    boolean[] seen = new boolean[above.length];
    int[] stack = new int[above.length];
    for (int start = 0; start < above.length; start++) {
      if (above[start] && !seen[start]) {
        int size = flood(above, seen, width, start, stack);
        if (size >= least) {
          blobs.add(filled(Arrays.copyOf(stack, size), width));
        }
      }
    }
    blobs.sort(Comparator.comparingInt(Blob::area).reversed());
    return blobs;
  }

  /** Puts all pixels that hang together with the first one into {@code found}; says how many. */
  private static int flood(boolean[] above, boolean[] seen, int width, int first, int[] found) {
    int size = 0;
    found[size++] = first;
    seen[first] = true;
    for (int next = 0; next < size; next++) {
      int i = found[next];
      int x = i % width;
      size = visit(above, seen, x > 0 ? i - 1 : -1, found, size);
      size = visit(above, seen, x < width - 1 ? i + 1 : -1, found, size);
      size = visit(above, seen, i - width, found, size);
      size = visit(above, seen, i + width, found, size);
    }
    return size;
  }

  private static int visit(boolean[] above, boolean[] seen, int i, int[] found, int size) {
    if (i >= 0 && i < above.length && above[i] && !seen[i]) {
      seen[i] = true;
      found[size] = i;
      return size + 1;
    }
    return size;
  }

  /** Everything that can't be reached from around the piece belongs to it. */
  private static Blob filled(int[] pixels, int width) {
    int left = width;
    int right = 0;
    int top = Integer.MAX_VALUE;
    int bottom = 0;
    for (int i : pixels) {
      left = Math.min(left, i % width);
      right = Math.max(right, i % width);
      top = Math.min(top, i / width);
      bottom = Math.max(bottom, i / width);
    }
    int columns = right - left + 3;
    int rows = bottom - top + 3;
    boolean[] outside = new boolean[columns * rows];
    Arrays.fill(outside, true);
    for (int i : pixels) {
      outside[(i / width - top + 1) * columns + i % width - left + 1] = false;
    }
    boolean[] reached = new boolean[outside.length];
    flood(outside, reached, columns, 0, new int[outside.length]);
    BitSet piece = new BitSet();
    for (int y = 1; y < rows - 1; y++) {
      for (int x = 1; x < columns - 1; x++) {
        if (!reached[y * columns + x]) {
          piece.set((y - 1 + top) * width + x - 1 + left);
        }
      }
    }
    return new Blob(width, piece.stream().toArray(), left, top, right, bottom);
  }
}

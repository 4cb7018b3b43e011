package org.mekiki.evaluate.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each score occurs among normal pixels and among the defective pixels of each class: all
 * that rank metrics need, exactly.
 *
 * <p>Sorting 10⁹ normal pixels would take 4 GB and more. But a float has only 2²³ values per power
 * of two, and scores span a few powers of two: a counter for each value takes 33 MB per power of
 * two, whatever the number of pixels. Counters lie in pages of 4,096 neighbouring values that are
 * made when first hit, so outliers cost little. What a counter can't hold, as where a map is flat,
 * is in a map of its own. Defective pixels are a few per cent: see {@link DefectiveScores}.
 *
 * <p>Not thread-safe.
 */
final class ScoreHistogram {
  private static final int PAGE_BITS = 12;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGES = 1 << (32 - PAGE_BITS);

  /** Takes all distinct scores, highest first. The arrays are reused between calls. */
  interface Step {
    /**
     * @param negatives normal pixels with this score
     * @param positives per class, defective pixels with this score
     * @param overlaps per class, the sum of their shares of their regions
     */
    void accept(float score, long negatives, long[] positives, double[] overlaps);
  }

  /** Number of normal pixels by key, see {@link FloatKeys}. */
  private final int[][] pages = new int[PAGES][];

  /** What full counters held, by key. */
  private final Map<Integer, Long> full = new HashMap<>();

  private final int most;
  private final DefectiveScores defective;
  private final long[] positives;
  private final double[] overlaps;

  /** An empty histogram for a number of classes of defects. */
  ScoreHistogram(int classes) {
    this(classes, Integer.MAX_VALUE, DefectiveScores.WAITING);
  }

  /**
   * As the other one, with limits that few pixels reach.
   *
   * @param most that a counter holds
   * @param mayWait see {@link DefectiveScores}
   */
  ScoreHistogram(int classes, int most, int mayWait) {
    this.most = most;
    this.defective = new DefectiveScores(classes, mayWait);
    this.positives = new long[classes];
    this.overlaps = new double[classes];
  }

  /** Counts a normal pixel. */
  void addNegative(float score) {
    int key = FloatKeys.key(score);
    int page = page(key);
    if (pages[page] == null) {
      pages[page] = new int[PAGE_SIZE];
    }
    int slot = key & (PAGE_SIZE - 1);
    if (++pages[page][slot] == most) {
      full.merge(key, (long) most, Long::sum);
      pages[page][slot] = 0;
    }
  }

  private static int page(int key) {
    return (key >> PAGE_BITS) + PAGES / 2;
  }

  /** Makes a region known; its pixels are added by the number that this returns. */
  int region(int defectClass, int size) {
    return defective.region(defectClass, size);
  }

  /** Counts a defective pixel of a region. */
  void addPositive(float score, int region) {
    defective.add(score, region);
  }

  /** Calls {@code step} for each distinct score, highest first. */
  void sweep(Step step) {
    DefectiveScores.Sums sums = defective.sums();
    int left = sums.length();
    for (int page = PAGES - 1; page >= 0; page--) {
      int[] counts = pages[page];
      if (counts == null && (left == 0 || page(sums.key(left - 1)) != page)) {
        continue;
      }
      for (int slot = PAGE_SIZE - 1; slot >= 0; slot--) {
        int key = (page - PAGES / 2 << PAGE_BITS) + slot;
        long negatives = counts == null ? 0 : counts[slot] + moved(key);
        int rest = sums.take(key, left, positives, overlaps);
        if (negatives > 0 || rest < left) {
          step.accept(FloatKeys.score(key), negatives, positives, overlaps);
        }
        if (rest < left) {
          left = rest;
          Arrays.fill(positives, 0);
          Arrays.fill(overlaps, 0);
        }
      }
    }
  }

  /** Normal pixels of a key that its counter no longer holds. */
  private long moved(int key) {
    return full.isEmpty() ? 0 : full.getOrDefault(key, 0L);
  }
}

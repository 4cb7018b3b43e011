package org.mekiki.evaluate.metric;

import java.util.Arrays;

/**
 * How often each score occurs among normal pixels and among the defective pixels of each class: all
 * that rank metrics need, exactly.
 *
 * <p>Sorting 10⁹ normal pixels would take 4 GB and more. But a float has only 2²³ values per power
 * of two, and scores span a few powers of two: a counter for each value takes 33 MB per power of
 * two, whatever the number of pixels. Counters lie in pages of 4,096 neighbouring values that are
 * made when first hit, so outliers cost little. Defective pixels are a few per cent; they are kept
 * with their regions, 8 bytes each, and sorted.
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

  /** A key and the number of a region, for each defective pixel. */
  private long[] defective = new long[64];

  private int defectives;
  private int[] regionClass = new int[64];
  private int[] regionSize = new int[64];
  private int regions;
  private final long[] positives;
  private final double[] overlaps;

  /** An empty histogram for a number of classes of defects. */
  ScoreHistogram(int classes) {
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
    pages[page][slot] = Math.incrementExact(pages[page][slot]);
  }

  private static int page(int key) {
    return (key >> PAGE_BITS) + PAGES / 2;
  }

  /** Makes a region known; its pixels are added by the number that this returns. */
  int region(int defectClass, int size) {
    if (regions == regionSize.length) {
      regionClass = Arrays.copyOf(regionClass, 2 * regions);
      regionSize = Arrays.copyOf(regionSize, 2 * regions);
    }
    regionClass[regions] = defectClass;
    regionSize[regions] = size;
    return regions++;
  }

  /** Counts a defective pixel of a region. */
  void addPositive(float score, int region) {
    if (defectives == defective.length) {
      defective = Arrays.copyOf(defective, 2 * defectives);
    }
    defective[defectives++] = (long) FloatKeys.key(score) << 32 | region;
  }

  /** Calls {@code step} for each distinct score, highest first. */
  void sweep(Step step) {
    Arrays.parallelSort(defective, 0, defectives);
    int left = defectives;
    for (int page = PAGES - 1; page >= 0; page--) {
      int[] counts = pages[page];
      if (counts == null && (left == 0 || page(key(left - 1)) != page)) {
        continue;
      }
      for (int slot = PAGE_SIZE - 1; slot >= 0; slot--) {
        int key = (page - PAGES / 2 << PAGE_BITS) + slot;
        int negatives = counts == null ? 0 : counts[slot];
        int rest = takePositives(key, left);
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

  private int key(int pixel) {
    return (int) (defective[pixel] >> 32);
  }

  /**
   * Adds up those of the first {@code left} defective pixels that have a key; how many are left.
   */
  private int takePositives(int key, int left) {
    int rest = left;
    while (rest > 0 && key(rest - 1) == key) {
      int region = (int) defective[--rest];
      positives[regionClass[region]]++;
      overlaps[regionClass[region]] += 1.0 / regionSize[region];
    }
    return rest;
  }
}

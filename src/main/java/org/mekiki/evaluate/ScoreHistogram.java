package org.mekiki.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts how often each float occurs among the normal pixels, and among the defective pixels of
 * each class: all that rank metrics need, exactly, in memory that does not grow with the number of
 * pixels.
 *
 * <p>Sorting 10⁹ pixels would take 8 GB or an external sort. But a float has only 2²³ values per
 * power of two, and scores span a few powers of two: counting every value that occurs is exact,
 * needs no sort and about 33 MB per power of two. Counters lie in pages of 4,096 neighbouring
 * values that are made when first hit, so scattered outliers cost little. Where the pages pass the
 * budget nevertheless (scores over very many powers of two), they are written to a temporary file
 * as one sorted run and begun anew; the runs are merged while sweeping. Results are the same with
 * any budget, save the order in which the overlaps (doubles) are added.
 *
 * <p>Not thread-safe: scores are added in the set's order, so that sums of doubles repeat.
 */
final class ScoreHistogram implements AutoCloseable {
  /** Enough for about four powers of two, defective pixels everywhere, without a run. */
  static final long DEFAULT_BUDGET_BYTES = 384L << 20;

  private static final int PAGE_BITS = 12;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGES = 1 << (32 - PAGE_BITS);

  /** Takes all distinct scores, highest first. The arrays are reused between calls. */
  interface Step {
    /**
     * @param negatives normal pixels with this score
     * @param positives per class, defective pixels with this score
     * @param overlaps per class, the sum of their weights
     */
    void accept(float score, long negatives, long[] positives, double[] overlaps);
  }

  private static final class Page {
    private final int[] negatives = new int[PAGE_SIZE];
    private final int[][] positives;
    private final double[][] overlaps;

    Page(int classes) {
      positives = new int[classes][];
      overlaps = new double[classes][];
    }
  }

  private final int classes;
  private final long budgetBytes;
  private final Path directory;
  private Page[] pages = new Page[PAGES];
  private long usedBytes;
  private final List<SortedRun> runs = new ArrayList<>();

  /**
   * An empty histogram.
   *
   * @param classes number of classes of defects
   * @param budgetBytes of counters before they are written to a file
   * @param directory where to put such files
   */
  ScoreHistogram(int classes, long budgetBytes, Path directory) {
    this.classes = classes;
    this.budgetBytes = budgetBytes;
    this.directory = directory;
  }

  /** Counts a normal pixel. */
  void addNegative(float score) {
    int key = key(score);
    if (++page(key).negatives[key & (PAGE_SIZE - 1)] == Integer.MAX_VALUE) {
      spill();
    }
  }

  /** Counts a defective pixel, with its share of its region. */
  void addPositive(float score, int defectClass, double overlap) {
    int key = key(score);
    Page page = page(key);
    if (page.positives[defectClass] == null) {
      page.positives[defectClass] = new int[PAGE_SIZE];
      page.overlaps[defectClass] = new double[PAGE_SIZE];
      usedBytes += PAGE_SIZE * (long) (Integer.BYTES + Double.BYTES);
    }
    page.overlaps[defectClass][key & (PAGE_SIZE - 1)] += overlap;
    if (++page.positives[defectClass][key & (PAGE_SIZE - 1)] == Integer.MAX_VALUE) {
      spill();
    }
  }

  /** Calls {@code step} for each distinct score, highest first. */
  void sweep(Step step) {
    List<SortedRun.Cursor> cursors = new ArrayList<>();
    try {
      for (SortedRun run : runs) {
        cursors.add(run.open(classes));
      }
      cursors.add(new PageCursor());
      cursors.removeIf(cursor -> !cursor.next());
      merge(cursors, step);
    } finally {
      cursors.forEach(SortedRun.Cursor::close);
    }
  }

  private void merge(List<SortedRun.Cursor> cursors, Step step) {
    long[] positives = new long[classes];
    double[] overlaps = new double[classes];
    while (!cursors.isEmpty()) {
      int key = Integer.MIN_VALUE;
      for (SortedRun.Cursor cursor : cursors) {
        key = Math.max(key, cursor.key);
      }
      long negatives = 0;
      Arrays.fill(positives, 0);
      Arrays.fill(overlaps, 0);
      for (int i = cursors.size() - 1; i >= 0; i--) {
        SortedRun.Cursor cursor = cursors.get(i);
        if (cursor.key != key) {
          continue;
        }
        negatives += cursor.negatives;
        for (int c = 0; c < classes; c++) {
          positives[c] += cursor.positives[c];
          overlaps[c] += cursor.overlaps[c];
        }
        if (!cursor.next()) {
          cursor.close();
          cursors.remove(i);
        }
      }
      step.accept(score(key), negatives, positives, overlaps);
    }
  }

  /** Number of runs that were written to files. */
  int runs() {
    return runs.size();
  }

  @Override
  public void close() {
    runs.forEach(SortedRun::delete);
    runs.clear();
    pages = new Page[0];
  }

  private Page page(int key) {
    int index = (key >> PAGE_BITS) + PAGES / 2;
    Page page = pages[index];
    if (page == null) {
      if (usedBytes > budgetBytes) {
        spill();
      }
      page = new Page(classes);
      pages[index] = page;
      usedBytes += PAGE_SIZE * (long) Integer.BYTES;
    }
    return page;
  }

  private void spill() {
    try {
      runs.add(SortedRun.write(directory, new PageCursor()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "pixel scores can't be written to a temporary file in " + directory, e);
    }
    Arrays.fill(pages, null);
    usedBytes = 0;
  }

  /** An int in the order of the floats; −0 and 0 are the same. */
  private static int key(float score) {
    if (Float.isNaN(score)) {
      throw new IllegalArgumentException("a pixel's score is NaN: it can't be ranked");
    }
    int bits = Float.floatToRawIntBits(score + 0.0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private static float score(int key) {
    return Float.intBitsToFloat(key ^ ((key >> 31) & Integer.MAX_VALUE));
  }

  /** The counters in memory, highest score first. */
  private final class PageCursor extends SortedRun.Cursor {
    private int index = PAGES;
    private int offset;
    private Page page;

    PageCursor() {
      super(classes);
    }

    @Override
    boolean next() {
      while (true) {
        while (offset == 0) {
          do {
            if (--index < 0) {
              return false;
            }
          } while (pages[index] == null);
          page = pages[index];
          offset = PAGE_SIZE;
        }
        offset--;
        negatives = page.negatives[offset];
        boolean any = negatives > 0;
        for (int c = 0; c < classes; c++) {
          positives[c] = page.positives[c] == null ? 0 : page.positives[c][offset];
          overlaps[c] = page.positives[c] == null ? 0 : page.overlaps[c][offset];
          any |= positives[c] > 0;
        }
        if (any) {
          key = ((index - PAGES / 2) << PAGE_BITS) | offset;
          return true;
        }
      }
    }

    @Override
    void close() {}
  }
}

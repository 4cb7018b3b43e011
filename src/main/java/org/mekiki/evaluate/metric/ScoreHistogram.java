package org.mekiki.evaluate.metric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each score occurs among normal pixels and among the defective pixels of each class: all
 * that rank metrics need, exactly, in bounded memory. What does not fit lies in sorted temporary
 * files; one merge over all parts walks through the scores. Results are the same with any budget,
 * save the order in which a region's shares (doubles) are added.
 *
 * <p>Not thread-safe.
 */
final class ScoreHistogram implements AutoCloseable {
  /** Enough for about seven powers of two and 16 million defective pixels without a file. */
  static final long DEFAULT_BUDGET_BYTES = 256L << 20;

  /** Takes all distinct scores, highest first. The arrays are reused between calls. */
  interface Step {
    /**
     * @param negatives normal pixels with this score
     * @param positives per class, defective pixels with this score
     * @param overlaps per class, the sum of their shares of their regions
     */
    void accept(float score, long negatives, long[] positives, double[] overlaps);
  }

  private final int classes;
  private final NormalPixels normal;
  private final DefectivePixels defective;

  /**
   * An empty histogram.
   *
   * @param classes number of classes of defects
   * @param budgetBytes for normal pixels, and for defective ones, before files are used
   * @param directory where to put such files
   */
  ScoreHistogram(int classes, long budgetBytes, Path directory) {
    this.classes = classes;
    this.normal = new NormalPixels(budgetBytes, directory);
    this.defective = new DefectivePixels(classes, budgetBytes, directory);
  }

  /** Counts a normal pixel. */
  void addNegative(float score) {
    normal.add(score);
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
    List<SortedRun.Cursor> cursors = new ArrayList<>(normal.cursors());
    try {
      cursors.addAll(defective.cursors());
      List<SortedRun.Cursor> running = new ArrayList<>(cursors);
      running.removeIf(cursor -> !cursor.next());
      merge(running, step);
    } finally {
      cursors.forEach(SortedRun.Cursor::close);
    }
  }

  private void merge(List<SortedRun.Cursor> running, Step step) {
    long[] positives = new long[classes];
    double[] overlaps = new double[classes];
    while (!running.isEmpty()) {
      int key = Integer.MIN_VALUE;
      for (SortedRun.Cursor cursor : running) {
        key = Math.max(key, cursor.key);
      }
      long negatives = 0;
      Arrays.fill(positives, 0);
      Arrays.fill(overlaps, 0);
      for (int i = running.size() - 1; i >= 0; i--) {
        SortedRun.Cursor cursor = running.get(i);
        if (cursor.key != key) {
          continue;
        }
        negatives += cursor.negatives;
        for (int c = 0; c < cursor.positives.length; c++) {
          positives[c] += cursor.positives[c];
          overlaps[c] += cursor.overlaps[c];
        }
        if (!cursor.next()) {
          running.remove(i);
        }
      }
      step.accept(FloatKeys.score(key), negatives, positives, overlaps);
    }
  }

  @Override
  public void close() {
    normal.close();
    defective.close();
  }
}

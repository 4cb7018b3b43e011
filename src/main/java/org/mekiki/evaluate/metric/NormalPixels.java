package org.mekiki.evaluate.metric;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts how often each float occurs among the normal pixels, in memory that does not grow with
 * their number.
 *
 * <p>Sorting 10⁹ pixels would take 8 GB or an external sort. But a float has only 2²³ values per
 * power of two, and scores span a few powers of two: a counter for every value that occurs is exact
 * and takes about 33 MB per power of two. Counters lie in pages of 4,096 neighbouring values that
 * are made when first hit, so scattered outliers cost little. Scores are gathered, sorted and then
 * counted in their order: counting them as they come would miss the processor's caches at nearly
 * every pixel. Where a page would pass the budget nevertheless (scores over very many powers of
 * two), the sorted scores go to a temporary file instead.
 *
 * <p>Not thread-safe.
 */
final class NormalPixels {
  private static final int PAGE_BITS = 12;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGES = 1 << (32 - PAGE_BITS);
  private static final int MIN_BUFFER = 64;

  /** 32 MB, and as much again while it is sorted. */
  private static final int MAX_BUFFER = 1 << 23;

  private final long budgetBytes;
  private final Path directory;
  private final List<SortedRun> runs = new ArrayList<>();
  private int[] buffer = new int[MIN_BUFFER];
  private int buffered;
  private int[][] pages = new int[PAGES][];
  private long usedBytes;

  NormalPixels(long budgetBytes, Path directory) {
    this.budgetBytes = budgetBytes;
    this.directory = directory;
  }

  void add(float score) {
    if (buffered == buffer.length) {
      makeRoom();
    }
    buffer[buffered++] = FloatKeys.key(score);
  }

  private void makeRoom() {
    if (buffer.length < Math.min(MAX_BUFFER, budgetBytes / Integer.BYTES)) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    } else {
      count();
    }
  }

  private void count() {
    int[] sorted = IntSort.sort(buffer, buffered, new int[buffered]);
    int next = 0;
    while (next < buffered) {
      int end = next + 1;
      while (end < buffered && sorted[end] == sorted[next]) {
        end++;
      }
      if (!count(sorted[next], end - next)) {
        spill(sorted, next);
        break;
      }
      next = end;
    }
    buffered = 0;
  }

  /** Whether there was room for it. */
  private boolean count(int key, int times) {
    int index = (key >> PAGE_BITS) + PAGES / 2;
    int slot = key & (PAGE_SIZE - 1);
    if (pages[index] == null) {
      if (usedBytes >= budgetBytes) {
        return false;
      }
      pages[index] = new int[PAGE_SIZE];
      usedBytes += PAGE_SIZE * (long) Integer.BYTES;
    }
    if (pages[index][slot] > Integer.MAX_VALUE - times) {
      return false;
    }
    pages[index][slot] += times;
    return true;
  }

  private void spill(int[] sorted, int from) {
    try {
      runs.add(SortedRun.write(directory, new KeyCursor(sorted, from, buffered)));
    } catch (IOException e) {
      throw SortedRun.unwritable(directory, e);
    }
  }

  /** All scores, highest first; the caller closes the cursors. Nothing may be added meanwhile. */
  List<SortedRun.Cursor> cursors() {
    count();
    List<SortedRun.Cursor> cursors = new ArrayList<>();
    runs.forEach(run -> cursors.add(run.open(0)));
    cursors.add(new PageCursor());
    return cursors;
  }

  void close() {
    runs.forEach(SortedRun::delete);
    runs.clear();
    pages = new int[0][];
    buffer = new int[0];
  }

  /** A part of a sorted array of keys. */
  private static final class KeyCursor extends SortedRun.Cursor {
    private final int[] sorted;
    private final int from;
    private int end;

    KeyCursor(int[] sorted, int from, int end) {
      super(0);
      this.sorted = sorted;
      this.from = from;
      this.end = end;
    }

    @Override
    boolean next() {
      if (end == from) {
        return false;
      }
      key = sorted[--end];
      negatives = 1;
      while (end > from && sorted[end - 1] == key) {
        end--;
        negatives++;
      }
      return true;
    }

    @Override
    void close() {}
  }

  /** The counters in memory. */
  private final class PageCursor extends SortedRun.Cursor {
    private int index = PAGES;
    private int offset;
    private int[] page;

    PageCursor() {
      super(0);
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
        if (page[offset] > 0) {
          negatives = page[offset];
          key = ((index - PAGES / 2) << PAGE_BITS) | offset;
          return true;
        }
      }
    }

    @Override
    void close() {}
  }
}

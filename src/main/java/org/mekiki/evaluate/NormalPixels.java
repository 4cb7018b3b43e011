package org.mekiki.evaluate;

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
 * every pixel. Where the pages pass the budget nevertheless (scores over very many powers of two),
 * they are written to a temporary file as one sorted run and begun anew.
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
    for (int i = 0; i < buffered; ) {
      int key = sorted[i];
      int end = i + 1;
      while (end < buffered && sorted[end] == key) {
        end++;
      }
      count(key, end - i);
      i = end;
    }
    buffered = 0;
  }

  private void count(int key, int times) {
    int index = (key >> PAGE_BITS) + PAGES / 2;
    int slot = key & (PAGE_SIZE - 1);
    if (pages[index] == null && usedBytes > budgetBytes
        || pages[index] != null && pages[index][slot] > Integer.MAX_VALUE - times) {
      spill();
    }
    if (pages[index] == null) {
      pages[index] = new int[PAGE_SIZE];
      usedBytes += PAGE_SIZE * (long) Integer.BYTES;
    }
    pages[index][slot] += times;
  }

  private void spill() {
    try {
      runs.add(SortedRun.write(directory, new PageCursor()));
    } catch (IOException e) {
      throw SortedRun.unwritable(directory, e);
    }
    Arrays.fill(pages, null);
    usedBytes = 0;
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

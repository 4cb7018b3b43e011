package org.mekiki.evaluate.metric;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores of the defective pixels with the region that each belongs to, 8 bytes a pixel. They are
 * few, a few per cent as a rule; where they pass the budget, they are sorted, summed up by score
 * and class, and written to a temporary file.
 *
 * <p>Not thread-safe.
 */
final class DefectivePixels {
  private static final int MIN_BUFFER = 64;

  /** 128 MB. */
  private static final int MAX_BUFFER = 1 << 24;

  private final int classes;
  private final long budgetBytes;
  private final Path directory;
  private final List<SortedRun> runs = new ArrayList<>();
  private long[] buffer = new long[MIN_BUFFER];
  private int buffered;
  private int[] regionClass = new int[MIN_BUFFER];
  private int[] regionSize = new int[MIN_BUFFER];
  private int regions;

  DefectivePixels(int classes, long budgetBytes, Path directory) {
    this.classes = classes;
    this.budgetBytes = budgetBytes;
    this.directory = directory;
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

  void add(float score, int region) {
    if (buffered == buffer.length) {
      makeRoom();
    }
    buffer[buffered++] = (long) FloatKeys.key(score) << 32 | region;
  }

  private void makeRoom() {
    if (buffer.length < Math.min(MAX_BUFFER, budgetBytes / Long.BYTES)) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      return;
    }
    try {
      runs.add(SortedRun.write(directory, new BufferCursor()));
    } catch (IOException e) {
      throw SortedRun.unwritable(directory, e);
    }
    buffered = 0;
  }

  /** All scores, highest first; the caller closes the cursors. Nothing may be added meanwhile. */
  List<SortedRun.Cursor> cursors() {
    List<SortedRun.Cursor> cursors = new ArrayList<>();
    runs.forEach(run -> cursors.add(run.open(classes)));
    cursors.add(new BufferCursor());
    return cursors;
  }

  void close() {
    runs.forEach(SortedRun::delete);
    runs.clear();
    buffer = new long[0];
  }

  /** The pixels in memory. */
  private final class BufferCursor extends SortedRun.Cursor {
    private int left = buffered;

    BufferCursor() {
      super(classes);
      Arrays.parallelSort(buffer, 0, buffered);
    }

    @Override
    boolean next() {
      if (left == 0) {
        return false;
      }
      Arrays.fill(positives, 0);
      Arrays.fill(overlaps, 0);
      key = (int) (buffer[left - 1] >> 32);
      while (left > 0 && (int) (buffer[left - 1] >> 32) == key) {
        int region = (int) buffer[--left];
        positives[regionClass[region]]++;
        overlaps[regionClass[region]] += 1.0 / regionSize[region];
      }
      return true;
    }

    @Override
    void close() {}
  }
}

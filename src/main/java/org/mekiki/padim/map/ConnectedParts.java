package org.mekiki.padim.map;

import java.util.Arrays;

/**
 * Pixels that hang together. Those that touch by a side or a corner are one part (8-connectivity),
 * as in MVTec's own evaluation code, which labels with a 3×3 structure of ones.
 *
 * @param labels row by row; 0 outside, else the part's number from 1 on, in reading order
 * @param sizes pixels of each part; {@code sizes[label - 1]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ConnectedParts(int[] labels, int[] sizes) {
  /**
   * Finds the parts, in time proportional to the pixels.
   *
   * @param set row by row, which pixels belong to a part
   * @param width of a row
   */
  public static ConnectedParts of(boolean[] set, int width) {
    int[] labels = new int[set.length];
    int[] sizes = new int[8];
    int[] open = new int[64];
    int count = 0;
    for (int start = 0; start < set.length; start++) {
      if (!set[start] || labels[start] != 0) {
        continue;
      }
      if (count == sizes.length) {
        sizes = Arrays.copyOf(sizes, 2 * count);
      }
      labels[start] = ++count;
      int depth = 0;
      open[depth++] = start;
      while (depth > 0) {
        int pixel = open[--depth];
        sizes[count - 1]++;
        if (depth + 8 > open.length) {
          open = Arrays.copyOf(open, 2 * open.length);
        }
        depth = pushNeighbours(set, width, labels, pixel, open, depth);
      }
    }
    return new ConnectedParts(labels, Arrays.copyOf(sizes, count));
  }

  private static int pushNeighbours(
      boolean[] set, int width, int[] labels, int pixel, int[] open, int depth) {
    int x = pixel % width;
    int y = pixel / width;
    int top = depth;
    for (int ny = Math.max(0, y - 1); ny <= Math.min(set.length / width - 1, y + 1); ny++) {
      for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        int neighbour = ny * width + nx;
        if (set[neighbour] && labels[neighbour] == 0) {
          labels[neighbour] = labels[pixel];
          open[top++] = neighbour;
        }
      }
    }
    return top;
  }

  public int count() {
    return sizes.length;
  }
}

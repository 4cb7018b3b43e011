package org.mekiki.evaluate.metric;

import java.util.Arrays;
import org.mekiki.evaluate.data.Mask;

/**
 * Connected regions of a mask. Pixels that touch by a side or a corner are one region
 * (8-connectivity), as in MVTec's own evaluation code, which labels with a 3×3 structure of ones.
 *
 * @param labels row-major; 0 outside, else the region's number from 1 on, in reading order
 * @param sizes pixels of each region; {@code sizes[label - 1]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record MaskRegions(int[] labels, int[] sizes) {

  /** Finds the regions of a mask, in time proportional to its pixels. */
  public static MaskRegions of(Mask mask) {
    boolean[] defective = mask.defective();
    int[] labels = new int[defective.length];
    int[] sizes = new int[8];
    int[] stack = new int[64];
    int count = 0;
    for (int start = 0; start < defective.length; start++) {
      if (!defective[start] || labels[start] != 0) {
        continue;
      }
      if (count == sizes.length) {
        sizes = Arrays.copyOf(sizes, 2 * count);
      }
      int label = ++count;
      int depth = 0;
      labels[start] = label;
      stack[depth++] = start;
      while (depth > 0) {
        int pixel = stack[--depth];
        sizes[label - 1]++;
        if (depth + 8 > stack.length) {
          stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        depth = pushNeighbours(mask, labels, pixel, label, stack, depth);
      }
    }
    return new MaskRegions(labels, Arrays.copyOf(sizes, count));
  }

  private static int pushNeighbours(
      Mask mask, int[] labels, int pixel, int label, int[] stack, int depth) {
    int x = pixel % mask.width();
    int y = pixel / mask.width();
    int top = depth;
    for (int ny = Math.max(0, y - 1); ny <= Math.min(mask.height() - 1, y + 1); ny++) {
      for (int nx = Math.max(0, x - 1); nx <= Math.min(mask.width() - 1, x + 1); nx++) {
        int neighbour = ny * mask.width() + nx;
        if (mask.defective()[neighbour] && labels[neighbour] == 0) {
          labels[neighbour] = label;
          stack[top++] = neighbour;
        }
      }
    }
    return top;
  }

  /** Number of regions. */
  public int count() {
    return sizes.length;
  }
}

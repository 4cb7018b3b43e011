package org.mekiki.inspect;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.mekiki.padim.map.AnomalyMap;

/**
 * Finds the connected parts (8 neighbours) of a map that are at or above a threshold.
 *
 * <p>A pixel of the map covers a rectangle of the picture, so a box's edges are rounded outwards to
 * whole pixels of the picture.
 */
final class Regions {
  private final AnomalyMap map;
  private final BitSet open;
  private final int[] stack;

  private Regions(AnomalyMap map, double threshold) {
    this.map = map;
    float[] values = map.values();
    this.open = new BitSet(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= threshold) {
        open.set(i);
      }
    }
    this.stack = new int[open.cardinality()];
  }

  /**
   * The regions, largest peak first.
   *
   * @param limit how many at most, 0 or more
   */
  static List<Region> find(
      AnomalyMap map, double threshold, int imageWidth, int imageHeight, int limit) {
    Regions search = new Regions(map, threshold);
    List<Region> found = new ArrayList<>();
    for (int seed = search.open.nextSetBit(0); seed >= 0; seed = search.open.nextSetBit(seed + 1)) {
      found.add(search.flood(seed).scaled(map, imageWidth, imageHeight));
    }
    found.sort(Comparator.comparingDouble(Region::peak).reversed());
    return List.copyOf(found.subList(0, Math.min(limit, found.size())));
  }

  private Extent flood(int seed) {
    int width = map.width();
    Extent extent = new Extent();
    int top = 0;
    stack[top++] = seed;
    open.clear(seed);
    while (top > 0) {
      int at = stack[--top];
      int x = at % width;
      int y = at / width;
      extent.add(x, y, map.values()[at]);
      for (int ny = Math.max(0, y - 1); ny <= Math.min(map.height() - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          int next = ny * width + nx;
          if (open.get(next)) {
            open.clear(next);
            stack[top++] = next;
          }
        }
      }
    }
    return extent;
  }

  private static final class Extent {
    private int left = Integer.MAX_VALUE;
    private int top = Integer.MAX_VALUE;
    private int right = -1;
    private int bottom = -1;
    private int count;
    private float peak = Float.NEGATIVE_INFINITY;

    void add(int x, int y, float value) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      peak = Math.max(peak, value);
      count++;
    }

    Region scaled(AnomalyMap map, int imageWidth, int imageHeight) {
      int x0 = (int) ((long) left * imageWidth / map.width());
      int y0 = (int) ((long) top * imageHeight / map.height());
      int x1 = ceilDiv((right + 1L) * imageWidth, map.width());
      int y1 = ceilDiv((bottom + 1L) * imageHeight, map.height());
      double area = (double) count / (map.width() * map.height());
      return new Region(x0, y0, Math.max(1, x1 - x0), Math.max(1, y1 - y0), peak, area);
    }

    private static int ceilDiv(long a, int b) {
      return (int) ((a + b - 1) / b);
    }
  }
}

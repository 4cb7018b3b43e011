package org.mekiki.inspect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.ConnectedParts;

/**
 * Finds the connected parts (8 neighbours) of a map that are at or above a threshold.
 *
 * <p>A pixel of the map covers a rectangle of the picture, so a box's edges are rounded outwards to
 * whole pixels of the picture.
 */
final class Regions {
  private Regions() {}

  /**
   * The regions, largest peak first.
   *
   * @param limit how many at most, 0 or more
   */
  static List<Region> find(
      AnomalyMap map, double threshold, int imageWidth, int imageHeight, int limit) {
    float[] values = map.values();
    boolean[] anomalous = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      anomalous[i] = values[i] >= threshold;
    }
    ConnectedParts parts = ConnectedParts.of(anomalous, map.width());
    Extent[] extents = new Extent[parts.count()];
    Arrays.setAll(extents, n -> new Extent());
    for (int i = 0; i < values.length; i++) {
      if (anomalous[i]) {
        extents[parts.labels()[i] - 1].add(i % map.width(), i / map.width(), values[i]);
      }
    }
    return Arrays.stream(extents)
        .map(extent -> extent.scaled(map, imageWidth, imageHeight))
        .sorted(Comparator.comparingDouble(Region::peak).reversed())
        .limit(limit)
        .toList();
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

package org.mekiki.evaluate.metric;

import org.mekiki.padim.feature.BandMatrix;

/** Bilinear resizing of maps, pixel centres at half coordinates, edges repeated. */
public final class MapResizer {
  private MapResizer() {}

  /** A map at another size, row-major. */
  public static float[] resize(float[] map, int width, int height, int newWidth, int newHeight) {
    if (width == newWidth && height == newHeight) {
      return map;
    }
    float[] wide = new float[Math.multiplyExact(height, newWidth)];
    BandMatrix.bilinear(newWidth, width).combineWithinRows(map, 0, height, wide, 0);
    float[] out = new float[Math.multiplyExact(newHeight, newWidth)];
    BandMatrix.bilinear(newHeight, height).combineRows(wide, 0, newWidth, out, 0, false);
    return out;
  }
}

package org.mekiki.evaluate.metric;

/** Bilinear resizing of maps, pixel centres at half coordinates, edges repeated. */
public final class MapResizer {
  private MapResizer() {}

  /** A map at another size, row-major. */
  public static float[] resize(float[] map, int width, int height, int newWidth, int newHeight) {
    if (width == newWidth && height == newHeight) {
      return map;
    }
    float[] wide = new float[Math.multiplyExact(height, newWidth)];
    for (int x = 0; x < newWidth; x++) {
      double at = position(x, width, newWidth);
      int left = (int) at;
      int right = Math.min(left + 1, width - 1);
      float weight = (float) (at - left);
      for (int y = 0; y < height; y++) {
        float a = map[y * width + left];
        wide[y * newWidth + x] = a + weight * (map[y * width + right] - a);
      }
    }
    float[] out = new float[Math.multiplyExact(newHeight, newWidth)];
    for (int y = 0; y < newHeight; y++) {
      double at = position(y, height, newHeight);
      int top = (int) at * newWidth;
      int bottom = Math.min((int) at + 1, height - 1) * newWidth;
      float weight = (float) (at - (int) at);
      for (int x = 0; x < newWidth; x++) {
        out[y * newWidth + x] = wide[top + x] + weight * (wide[bottom + x] - wide[top + x]);
      }
    }
    return out;
  }

  private static double position(int index, int from, int to) {
    double centre = (index + 0.5) * from / to - 0.5;
    return Math.min(Math.max(centre, 0), from - 1);
  }
}

package org.mekiki.evaluate.data;

import org.mekiki.padim.map.ConnectedParts;

/**
 * Where an image is defective.
 *
 * @param defective row-major, one for each pixel
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Mask(int width, int height, boolean[] defective) {
  public Mask {
    if (width < 1 || height < 1 || defective.length != Math.multiplyExact(width, height)) {
      throw new IllegalArgumentException(
          "mask of " + defective.length + " pixels does not fill " + width + "x" + height);
    }
  }

  /** The mask of a good image. */
  public static Mask none(int width, int height) {
    return new Mask(width, height, new boolean[Math.multiplyExact(width, height)]);
  }

  /** Whether no pixel is defective. */
  public boolean empty() {
    for (boolean pixel : defective) {
      if (pixel) {
        return false;
      }
    }
    return true;
  }

  /** What hangs together in it. */
  public ConnectedParts regions() {
    return ConnectedParts.of(defective, width);
  }

  /**
   * The same mask at another size: each pixel takes the value of the nearest old one, pixel centres
   * on pixel centres. Defects smaller than the step between pixels may vanish.
   */
  public Mask resized(int newWidth, int newHeight) {
    if (newWidth == width && newHeight == height) {
      return this;
    }
    boolean[] out = new boolean[Math.multiplyExact(newWidth, newHeight)];
    int[] columns = nearest(width, newWidth);
    int[] rows = nearest(height, newHeight);
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        out[y * newWidth + x] = defective[rows[y] * width + columns[x]];
      }
    }
    return new Mask(newWidth, newHeight, out);
  }

  private static int[] nearest(int from, int to) {
    int[] source = new int[to];
    for (int i = 0; i < to; i++) {
      source[i] = (int) ((2L * i + 1) * from / (2L * to));
    }
    return source;
  }
}

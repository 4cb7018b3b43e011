package org.mekiki.padim.feature;

/**
 * Shape of the tensor that a backbone takes, batch axis left out.
 *
 * @param channels 3 for RGB
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageShape(int channels, int height, int width) {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image shape " + channels + "x" + height + "x" + width + ": each must be at least 1");
    }
  }

  /** Number of values of one image. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }
}

package org.mekiki.view;

/**
 * Size of a frame in pixels.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record FrameSize(int width, int height) {
  public FrameSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "frame of " + width + "x" + height + ": each side must be at least 1");
    }
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}

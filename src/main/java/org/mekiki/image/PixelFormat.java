package org.mekiki.image;

/** How raw sensor pixels lie in memory, 8 bits a sample, top row first. */
public enum PixelFormat {
  /** One byte a pixel. */
  GRAY8(1),
  /** Three bytes a pixel: red, green, blue. */
  RGB8(3),
  /** Three bytes a pixel: blue, green, red. */
  BGR8(3);

  private final int bytesPerPixel;

  PixelFormat(int bytesPerPixel) {
    this.bytesPerPixel = bytesPerPixel;
  }

  /** 1 or 3. */
  public int bytesPerPixel() {
    return bytesPerPixel;
  }
}

package org.mekiki.image;

import org.mekiki.text.Text;

/**
 * Decoded pixels, immutable: rows from the top, 8 bits a sample, one channel (grey) or three (red,
 * green, blue) interleaved, no gaps between rows.
 */
public final class Picture {
  private final int width;
  private final int height;
  private final int channels;
  private final int originalWidth;
  private final int originalHeight;
  private final byte[] pixels;

  /** Takes the array over; {@code pixels.length} must be {@code width * height * channels}. */
  Picture(
      int width, int height, int channels, int originalWidth, int originalHeight, byte[] pixels) {
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "picture of " + width + "x" + height + " pixels and " + channels + " channels");
    }
    if (pixels.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          pixels.length + " bytes do not fill " + width + "x" + height + "x" + channels);
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.originalWidth = originalWidth;
    this.originalHeight = originalHeight;
    this.pixels = pixels;
  }

  Picture(int width, int height, int channels, byte[] pixels) {
    this(width, height, channels, width, height, pixels);
  }

  /**
   * Copies raw sensor pixels. Samples of more than 8 bits are scaled by the bits of their format,
   * and colours behind a filter interpolated.
   *
   * @param stride bytes from one row's start to the next; 0 for rows without gaps
   * @param data {@code height * stride} bytes; the last row's gap may be missing
   * @throws ImageException EMPTY, TRUNCATED, or UNREADABLE where sizes contradict each other
   */
  public static Picture ofRaw(PixelFormat format, int width, int height, int stride, byte[] data) {
    Picture picture = RawPixels.picture(format, width, height, stride, data);
    return picture.pixels == data
        ? new Picture(width, height, picture.channels, data.clone())
        : picture;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** 1 for grey, 3 for RGB. */
  public int channels() {
    return channels;
  }

  /**
   * Columns of the frame it was decoded from; more than {@link #width()} after a reduced decode.
   */
  public int originalWidth() {
    return originalWidth;
  }

  /** Rows of the frame it was decoded from. */
  public int originalHeight() {
    return originalHeight;
  }

  /**
   * The same pixels as those of a frame of another size: what follows measures in its pixels.
   *
   * @param frameWidth columns, at least 1
   * @param frameHeight rows, at least 1
   */
  public Picture ofFrame(int frameWidth, int frameHeight) {
    if (frameWidth < 1 || frameHeight < 1) {
      throw new IllegalArgumentException(
          "frame of " + frameWidth + "x" + frameHeight + ": each side must be at least 1");
    }
    return new Picture(width, height, channels, frameWidth, frameHeight, pixels);
  }

  /**
   * One sample.
   *
   * @return 0…255
   */
  public int sample(int x, int y, int channel) {
    if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= channels) {
      throw new IndexOutOfBoundsException(
          Text.of("(%d, %d) channel %d is outside %s", x, y, channel, this));
    }
    return pixels[(y * width + x) * channels + channel] & 0xff;
  }

  /** A copy of all samples, rows from the top, channels interleaved. */
  public byte[] toBytes() {
    return pixels.clone();
  }

  /** The samples themselves, for this package, which never writes to them. */
  byte[] pixels() {
    return pixels;
  }

  @Override
  public String toString() {
    return width + "x" + height + (channels == 1 ? " grey picture" : " RGB picture");
  }
}

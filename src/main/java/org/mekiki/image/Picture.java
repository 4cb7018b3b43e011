package org.mekiki.image;

import java.util.Locale;
import org.mekiki.image.ImageException.Reason;

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
   * Copies raw sensor pixels.
   *
   * @param stride bytes from one row's start to the next; 0 for rows without gaps
   * @param data {@code height * stride} bytes; the last row's gap may be missing
   * @throws ImageException EMPTY, TRUNCATED, or UNREADABLE where sizes contradict each other
   */
  public static Picture ofRaw(PixelFormat format, int width, int height, int stride, byte[] data) {
    if (data.length == 0) {
      throw new ImageException(Reason.EMPTY, "the frame holds no pixels (0 bytes)");
    }
    long rowBytes = (long) width * format.bytesPerPixel();
    long step = stride == 0 ? rowBytes : stride;
    requireSane(format, width, height, step, rowBytes);
    long needed = (height - 1L) * step + rowBytes;
    if (data.length < needed) {
      throw new ImageException(
          Reason.TRUNCATED,
          String.format(
              Locale.ROOT,
              "raw %s frame of %dx%d pixels with stride %d needs %d bytes but has %d",
              format,
              width,
              height,
              step,
              needed,
              data.length));
    }
    if (data.length > height * step) {
      throw new ImageException(
          Reason.UNREADABLE,
          String.format(
              Locale.ROOT,
              "raw %s frame of %dx%d pixels with stride %d has %d bytes, more than its %d;"
                  + " check width, height, stride and format",
              format,
              width,
              height,
              step,
              data.length,
              height * step));
    }
    byte[] pixels = new byte[Math.toIntExact(rowBytes * height)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(
          data, (int) (y * step), pixels, (int) (y * rowBytes), Math.toIntExact(rowBytes));
    }
    if (format == PixelFormat.BGR8) {
      swapFirstAndThird(pixels);
    }
    return new Picture(width, height, format.bytesPerPixel(), pixels);
  }

  private static void requireSane(
      PixelFormat format, int width, int height, long step, long rowBytes) {
    if (width < 1 || height < 1) {
      throw new ImageException(
          Reason.UNREADABLE,
          String.format(
              Locale.ROOT,
              "raw %s frame of %dx%d pixels: width and height must be at least 1",
              format,
              width,
              height));
    }
    if (step < rowBytes) {
      throw new ImageException(
          Reason.UNREADABLE,
          String.format(
              Locale.ROOT,
              "raw %s frame has stride %d, but a row of %d pixels takes %d bytes",
              format,
              step,
              width,
              rowBytes));
    }
  }

  private static void swapFirstAndThird(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 3) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
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
   * One sample.
   *
   * @return 0…255
   */
  public int sample(int x, int y, int channel) {
    if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= channels) {
      throw new IndexOutOfBoundsException(
          String.format(Locale.ROOT, "(%d, %d) channel %d is outside %s", x, y, channel, this));
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

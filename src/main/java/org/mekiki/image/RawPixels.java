package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BayerBGGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BayerGBRG2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BayerGRBG2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BayerRGGB2RGB;

import com.google.errorprone.annotations.FormatMethod;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.SampleScale;
import org.mekiki.text.Text;

/**
 * Raw sensor pixels → picture: 8 bits a sample, scaled by the bits that the format has; colours
 * behind a filter are interpolated bilinearly.
 */
final class RawPixels {
  private final PixelFormat format;
  private final int width;
  private final int height;
  private final long step;
  private final byte[] data;

  private RawPixels(PixelFormat format, int width, int height, long step, byte[] data) {
    this.format = format;
    this.width = width;
    this.height = height;
    this.step = step;
    this.data = data;
  }

  /**
   * As {@link Picture#ofRaw}, but samples that lie in the array as in a picture are not copied: a
   * frame of 12 megapixels would be copied only to be made small.
   */
  static Picture picture(PixelFormat format, int width, int height, int stride, byte[] data) {
    if (data.length == 0) {
      throw new ImageException(Reason.EMPTY, "the frame holds no pixels (0 bytes)");
    }
    long step = stride == 0 ? format.rowBytes(width) : stride;
    RawPixels raw = new RawPixels(format, width, height, step, data);
    raw.requireSane();
    raw.requireLength();
    byte[] samples = raw.isGapless() ? data : raw.samples();
    if (format == PixelFormat.BGR8) {
      samples = samples == data ? data.clone() : samples;
      swapFirstAndThird(samples);
    }
    return format.pattern() == PixelFormat.Pattern.NONE
        ? new Picture(width, height, format.samples(), samples)
        : raw.coloured(samples);
  }

  private void requireSane() {
    int least = format.pattern() == PixelFormat.Pattern.NONE ? 1 : 2;
    if (width < least || height < least) {
      throw unreadable(
          "raw %s frame of %dx%d pixels: width and height must be at least %d",
          format, width, height, least);
    }
    if (step < format.rowBytes(width)) {
      throw unreadable(
          "raw %s frame has stride %d, but a row of %d pixels takes %d bytes",
          format, step, width, format.rowBytes(width));
    }
  }

  private void requireLength() {
    long needed = (height - 1L) * step + format.rowBytes(width);
    if (data.length < needed) {
      throw new ImageException(
          Reason.TRUNCATED,
          Text.of(
              "raw %s frame of %dx%d pixels with stride %d needs %d bytes but has %d",
              format, width, height, step, needed, data.length));
    }
    if (data.length > height * step) {
      throw unreadable(
          "raw %s frame of %dx%d pixels with stride %d has %d bytes, more than its %d;"
              + " check width, height, stride and format",
          format, width, height, step, data.length, height * step);
    }
  }

  private boolean isGapless() {
    return format.packing() == PixelFormat.Packing.BYTES
        && data.length == (long) width * format.samples() * height;
  }

  @FormatMethod
  private static ImageException unreadable(String message, Object... values) {
    return new ImageException(Reason.UNREADABLE, Text.of(message, values));
  }

  private byte[] samples() {
    int inRow = width * format.samples();
    byte[] samples = new byte[Math.toIntExact((long) inRow * height)];
    byte[] levels = SampleScale.table(format.bits());
    for (int y = 0; y < height; y++) {
      int from = (int) (y * step);
      int to = y * inRow;
      if (format.packing() == PixelFormat.Packing.BYTES) {
        System.arraycopy(data, from, samples, to, inRow);
      } else {
        for (int x = 0; x < inRow; x++) {
          samples[to + x] = levels[sample(from, x)];
        }
      }
    }
    return samples;
  }

  private int sample(int row, int x) {
    return switch (format.packing()) {
      case BYTES -> u8(row + x);
      case WORDS -> u8(row + 2 * x + 1) << 8 | u8(row + 2 * x);
      case STREAM -> {
        int bit = x % 8 * format.bits();
        int at = row + x / 8 * format.bits() + bit / 8;
        // 10 or 12 bits from an even bit on lie in two bytes.
        yield (u8(at + 1) << 8 | u8(at)) >> bit % 8 & (1 << format.bits()) - 1;
      }
      case PAIRS -> {
        int pair = row + x / 2 * 3;
        int between = u8(pair + 1) >> x % 2 * 4 & 0xf;
        int low = format.bits() - 8;
        yield u8(pair + x % 2 * 2) << low | between & (1 << low) - 1;
      }
    };
  }

  private int u8(int at) {
    return data[at] & 0xff;
  }

  private static void swapFirstAndThird(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 3) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
  }

  private Picture coloured(byte[] mosaic) {
    OpenCv.load();
    int code =
        switch (format.pattern()) {
          case RG -> COLOR_BayerRGGB2RGB;
          case GR -> COLOR_BayerGRBG2RGB;
          case GB -> COLOR_BayerGBRG2RGB;
          case BG -> COLOR_BayerBGGR2RGB;
          case NONE -> throw new IllegalStateException(format + " has no colour filter");
        };
    try (PointerScope scope = new PointerScope()) {
      Mat colours = new Mat();
      opencv_imgproc.cvtColor(OpenCv.toMat(new Picture(width, height, 1, mosaic)), colours, code);
      return new Picture(width, height, 3, OpenCv.toBytes(colours));
    }
  }
}

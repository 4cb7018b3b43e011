package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYDEPTH;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.mekiki.image.ImageException.Reason;

/**
 * Encoded bytes to pixels: JPEG, PNG, BMP, WebP, TIFF.
 *
 * <p>Grey files give one channel, all others red, green, blue. Samples of 16 bits are divided by
 * 257 and rounded; transparency is dropped; of animations and files with several pages the first
 * picture is taken. The EXIF orientation is <b>not</b> applied: an inspection camera is bolted
 * down, and a model must see the sensor's pixels whatever a tool wrote into the file.
 *
 * <p>The header is read first and held against the limits, and a file that was cut short is refused
 * instead of being filled up with grey as image libraries do. Safe for use by several threads.
 */
public final class ImageDecoder {
  private static final double SIXTEEN_TO_EIGHT_BITS = 1 / 257.0;

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
    OpenCv.load();
  }

  /**
   * Decodes at full size.
   *
   * @throws ImageException with the reason and a sentence
   */
  public Picture decode(byte[] encoded) {
    return decode(encoded, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Decodes no larger than needed: a JPEG may come at a half, a quarter or an eighth of its size as
   * long as both sides are still at least what is wanted. That saves most of the time of a large
   * frame. Other formats come at full size.
   *
   * @param wantedWidth columns that the caller will resize to, at least 1
   * @param wantedHeight rows that the caller will resize to, at least 1
   * @throws ImageException with the reason and a sentence
   */
  public Picture decode(byte[] encoded, int wantedWidth, int wantedHeight) {
    if (wantedWidth < 1 || wantedHeight < 1) {
      throw new IllegalArgumentException(
          "wanted size " + wantedWidth + "x" + wantedHeight + ": each side must be at least 1");
    }
    ImageHeader header = requireWithinLimits(encoded);
    header.requireComplete(encoded);
    int scale = header.format() == ImageFormat.JPEG ? scale(header, wantedWidth, wantedHeight) : 1;
    try (PointerScope scope = new PointerScope()) {
      return decode(header, encoded, scale);
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) { // what JavaCPP makes of cv::Exception
      throw new ImageException(
          Reason.UNREADABLE,
          "the " + header.format().label() + " can't be decoded: " + e.getMessage(),
          e);
    }
  }

  /**
   * Raw pixels within the same limits, as {@link Picture#ofRaw} takes them.
   *
   * @throws ImageException if they are too many, or not as many as announced
   */
  public Picture raw(PixelFormat format, int width, int height, int stride, byte[] data) {
    requireBytes(data);
    requirePixels("raw frame", width, height);
    return Picture.ofRaw(format, width, height, stride, data);
  }

  private ImageHeader requireWithinLimits(byte[] encoded) {
    requireBytes(encoded);
    ImageHeader header = ImageHeader.read(encoded);
    requirePixels(header.format().label(), header.width(), header.height());
    return header;
  }

  private void requireBytes(byte[] data) {
    if (data.length > limits.maxBytes()) {
      throw new ImageException(
          Reason.TOO_LARGE,
          String.format(
              "the picture has %d bytes; at most %d are allowed", data.length, limits.maxBytes()));
    }
  }

  private void requirePixels(String what, long width, long height) {
    if (width * height > limits.maxPixels()) {
      throw new ImageException(
          Reason.TOO_LARGE,
          String.format(
              "the %s has %dx%d = %d pixels; at most %d are allowed",
              what, width, height, width * height, limits.maxPixels()));
    }
  }

  private static Picture decode(ImageHeader header, byte[] encoded, int scale) {
    Mat mat = imdecode(new Mat(encoded), flags(header, scale));
    if (mat.empty()) {
      throw new ImageException(
          Reason.UNREADABLE,
          String.format(
              "the %s of %dx%d pixels is damaged or of a kind that isn't read",
              header.format().label(), header.width(), header.height()));
    }
    if (mat.cols() != ceilDiv(header.width(), scale)
        || mat.rows() != ceilDiv(header.height(), scale)) {
      throw new ImageException(
          Reason.UNREADABLE,
          String.format(
              "the %s announces %dx%d pixels but holds %dx%d",
              header.format().label(), header.width(), header.height(), mat.cols(), mat.rows()));
    }
    Mat eightBits = toEightBits(header, mat);
    return new Picture(
        eightBits.cols(),
        eightBits.rows(),
        eightBits.channels(),
        header.width(),
        header.height(),
        OpenCv.toBytes(eightBits));
  }

  private static Mat toEightBits(ImageHeader header, Mat mat) {
    if (mat.depth() == CV_8U) {
      return mat;
    }
    if (mat.depth() != CV_16U) {
      throw new ImageException(
          Reason.UNREADABLE,
          "the "
              + header.format().label()
              + " holds samples that aren't unsigned whole numbers of 8 or 16 bits");
    }
    Mat eightBits = new Mat();
    mat.convertTo(eightBits, CV_8U, SIXTEEN_TO_EIGHT_BITS, 0);
    return eightBits;
  }

  private static int flags(ImageHeader header, int scale) {
    int reduced =
        switch (scale) {
          case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
          case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
          case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
          default -> 0;
        };
    int colour = header.channels() == 1 ? IMREAD_GRAYSCALE : IMREAD_COLOR_RGB;
    return reduced | colour | IMREAD_ANYDEPTH | IMREAD_IGNORE_ORIENTATION;
  }

  private static int scale(ImageHeader header, int wantedWidth, int wantedHeight) {
    for (int scale = 8; scale > 1; scale /= 2) {
      if (ceilDiv(header.width(), scale) >= wantedWidth
          && ceilDiv(header.height(), scale) >= wantedHeight) {
        return scale;
      }
    }
    return 1;
  }

  private static int ceilDiv(int value, int divisor) {
    return (int) (((long) value + divisor - 1) / divisor);
  }
}

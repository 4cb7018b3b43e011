package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.ImageHeader;
import org.mekiki.text.Text;

/**
 * JPEG and WebP by libjpeg-turbo and libwebp, through OpenCV. They get files whose structure has
 * been checked and that hold nothing but the picture.
 */
final class NativeDecoder {
  private NativeDecoder() {}

  /**
   * Decodes.
   *
   * @param scale 1, and for JPEG 2, 4 or 8: what the sides are divided by
   */
  static Picture decode(ImageHeader header, byte[] encoded, int scale) {
    try (PointerScope scope = new PointerScope()) {
      Mat mat = imdecode(new Mat(encoded), flags(header, scale));
      requirePicture(header, scale, mat);
      return new Picture(
          mat.cols(),
          mat.rows(),
          mat.channels(),
          header.width(),
          header.height(),
          OpenCv.toBytes(mat));
    } catch (ImageException e) {
      throw e;
    } catch (RuntimeException e) { // what JavaCPP makes of cv::Exception
      throw new ImageException(
          Reason.UNREADABLE,
          "the " + header.format().label() + " can't be decoded: " + e.getMessage(),
          e);
    }
  }

  private static void requirePicture(ImageHeader header, int scale, Mat mat) {
    String format = header.format().label();
    if (mat.empty() || mat.depth() != CV_8U) {
      throw new ImageException(
          Reason.UNREADABLE,
          Text.of(
              "the %s of %dx%d pixels is damaged or of a kind that isn't read",
              format, header.width(), header.height()));
    }
    if (mat.cols() != reduced(header.width(), scale)
        || mat.rows() != reduced(header.height(), scale)) {
      throw new ImageException(
          Reason.UNREADABLE,
          Text.of(
              "the %s announces %dx%d pixels but holds %dx%d",
              format, header.width(), header.height(), mat.cols(), mat.rows()));
    }
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
    return reduced | colour | IMREAD_IGNORE_ORIENTATION;
  }

  /** The largest scale at which both sides are still as long as wanted. */
  static int scale(ImageHeader header, int wantedWidth, int wantedHeight) {
    for (int scale = 8; scale > 1; scale /= 2) {
      if (reduced(header.width(), scale) >= wantedWidth
          && reduced(header.height(), scale) >= wantedHeight) {
        return scale;
      }
    }
    return 1;
  }

  /** A side at this scale: rounded up. */
  static int reduced(int side, int scale) {
    return (int) (((long) side + scale - 1) / scale);
  }
}

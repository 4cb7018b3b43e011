package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR_EXACT;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizing as {@link org.mekiki.padim.feature.Preprocessing} defines it: along a side that shrinks,
 * the average over the area that a new pixel covers; along one that grows, bilinear with pixel
 * centres at half coordinates. Samples stay 8 bits, rounded to the nearest.
 */
public final class PictureResizer {
  private PictureResizer() {}

  /**
   * To exactly this size, whatever the aspect ratio.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   */
  public static Picture resize(Picture picture, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "size " + width + "x" + height + ": each side must be at least 1");
    }
    if (width == picture.width() && height == picture.height()) {
      return picture;
    }
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      Mat mat = shrunk(OpenCv.toMat(picture), width, height);
      if (mat.cols() < width || mat.rows() < height) {
        mat = resized(mat, width, height, INTER_LINEAR_EXACT);
      }
      return new Picture(
          width,
          height,
          picture.channels(),
          picture.originalWidth(),
          picture.originalHeight(),
          OpenCv.toBytes(mat));
    }
  }

  /** The largest size within a square of {@code side} pixels at the same aspect ratio. */
  public static Picture fit(Picture picture, int side) {
    if (side < 1) {
      throw new IllegalArgumentException("side " + side + " must be at least 1");
    }
    int longer = Math.max(picture.width(), picture.height());
    if (longer <= side) {
      return picture;
    }
    double scale = (double) side / longer;
    return resize(
        picture,
        Math.max(1, (int) Math.round(picture.width() * scale)),
        Math.max(1, (int) Math.round(picture.height() * scale)));
  }

  private static Mat shrunk(Mat mat, int width, int height) {
    int columns = Math.min(width, mat.cols());
    int rows = Math.min(height, mat.rows());
    return columns == mat.cols() && rows == mat.rows()
        ? mat
        : resized(mat, columns, rows, INTER_AREA);
  }

  private static Mat resized(Mat mat, int width, int height, int interpolation) {
    Mat result = new Mat();
    opencv_imgproc.resize(mat, result, new Size(width, height), 0, 0, interpolation);
    return result;
  }
}

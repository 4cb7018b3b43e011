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
    Picture shrunk =
        shrunk(picture, Math.min(width, picture.width()), Math.min(height, picture.height()));
    return shrunk.width() < width || shrunk.height() < height
        ? resized(shrunk, width, height, INTER_LINEAR_EXACT)
        : shrunk;
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

  private static Picture shrunk(Picture picture, int width, int height) {
    if (width == picture.width() && height == picture.height()) {
      return picture;
    }
    boolean wholeScale = picture.width() % width == 0 && picture.height() % height == 0;
    return wholeScale
        ? resized(picture, width, height, INTER_AREA)
        : like(picture, width, height, AreaAverage.shrink(picture, width, height));
  }

  private static Picture resized(Picture picture, int width, int height, int interpolation) {
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      Mat result = new Mat();
      opencv_imgproc.resize(
          OpenCv.toMat(picture), result, new Size(width, height), 0, 0, interpolation);
      return like(picture, width, height, OpenCv.toBytes(result));
    }
  }

  private static Picture like(Picture picture, int width, int height, byte[] samples) {
    return new Picture(
        width,
        height,
        picture.channels(),
        picture.originalWidth(),
        picture.originalHeight(),
        samples);
  }
}

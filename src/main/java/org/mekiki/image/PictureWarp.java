package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A part of a picture, turned, shifted and scaled in one step.
 *
 * <p>Where the result is smaller, each of its pixels is the average over the area that it covers:
 * the part is shrunk by whole numbers first, then sampled bilinearly at several points of each
 * pixel, which are averaged. Where it is larger, bilinear. Beyond the picture its border is
 * repeated. Only the part that is needed is read. Samples stay 8 bits.
 */
public final class PictureWarp {
  /** Samples that interpolation reads beyond a part. */
  private static final int MARGIN = 2;

  /** Sizes that differ by less are the same: coordinates come from float64 products. */
  private static final double SAME = 1e-6;

  private PictureWarp() {}

  /**
   * Warps.
   *
   * @param toFrame {@code [xx, xy, dx, yx, yy, dy]}, from the result's pixels to those of the frame
   *     at its original size, {@code x' = xx·x + xy·y + dx}; pixel centres at one half
   * @param width columns of the result, at least 1
   * @param height rows of the result, at least 1
   */
  public static Picture warp(Picture picture, double[] toFrame, int width, int height) {
    OpenCv.load();
    double[] map = decoded(picture, toFrame);
    double across = Math.hypot(map[0], map[3]);
    double down = Math.hypot(map[1], map[4]);
    int shrink = Math.max(1, (int) (Math.min(across, down) + SAME));
    try (PointerScope scope = new PointerScope()) {
      int[] part = part(picture, map, width, height, shrink);
      Mat source = read(picture, part, shrink);
      int wide = width * samples(across / shrink);
      int high = height * samples(down / shrink);
      double[] sampled = {
        map[0] * width / wide / shrink,
        map[1] * height / high / shrink,
        (map[2] - part[0]) / shrink,
        map[3] * width / wide / shrink,
        map[4] * height / high / shrink,
        (map[5] - part[1]) / shrink
      };
      Mat result = new Mat();
      opencv_imgproc.warpAffine(
          source,
          result,
          matrix(sampled),
          new Size(wide, high),
          INTER_LINEAR | WARP_INVERSE_MAP,
          BORDER_REPLICATE,
          Scalar.BLACK);
      if (wide != width || high != height) {
        Mat averaged = new Mat();
        opencv_imgproc.resize(result, averaged, new Size(width, height), 0, 0, INTER_AREA);
        result = averaged;
      }
      return new Picture(width, height, picture.channels(), OpenCv.toBytes(result));
    }
  }

  /** The map to the pixels that were decoded. */
  private static double[] decoded(Picture picture, double[] toFrame) {
    double x = (double) picture.width() / picture.originalWidth();
    double y = (double) picture.height() / picture.originalHeight();
    return new double[] {
      toFrame[0] * x, toFrame[1] * x, toFrame[2] * x,
      toFrame[3] * y, toFrame[4] * y, toFrame[5] * y
    };
  }

  private static int samples(double step) {
    return Math.max(1, (int) Math.ceil(step - SAME));
  }

  /** Left, top, width and height of what is read. */
  private static int[] part(Picture picture, double[] map, int width, int height, int shrink) {
    double halfWidth = (Math.abs(map[0]) * width + Math.abs(map[1]) * height) / 2;
    double halfHeight = (Math.abs(map[3]) * width + Math.abs(map[4]) * height) / 2;
    double middleX = map[0] * width / 2 + map[1] * height / 2 + map[2];
    double middleY = map[3] * width / 2 + map[4] * height / 2 + map[5];
    int[] columns = range(middleX, halfWidth, picture.width(), shrink);
    int[] rows = range(middleY, halfHeight, picture.height(), shrink);
    return new int[] {columns[0], rows[0], columns[1], rows[1]};
  }

  /** Start and length within a side; whole blocks of {@code shrink} as far as the side has them. */
  private static int[] range(double middle, double half, int side, int shrink) {
    int margin = MARGIN * shrink;
    int from = clamp(Math.floor(middle - half) - margin, 0, side - 1);
    int to = clamp(Math.ceil(middle + half) + margin, from + 1, side);
    int length = to - from;
    int beyond = length % shrink;
    if (beyond > 0) {
      int more = shrink - beyond;
      int after = Math.min(more, side - to);
      int before = Math.min(more - after, from);
      from -= before;
      length += after + before;
      length = length >= shrink ? length - length % shrink : length;
    }
    return new int[] {from, length};
  }

  private static int clamp(double value, int least, int most) {
    return (int) Math.min(Math.max(value, least), most);
  }

  private static Mat read(Picture picture, int[] part, int shrink) {
    int channels = picture.channels();
    int type = channels == 1 ? opencv_core.CV_8UC1 : opencv_core.CV_8UC3;
    Mat mat = new Mat(part[3], part[2], type);
    BytePointer data = mat.data();
    int row = part[2] * channels;
    if (part[2] == picture.width()) {
      data.put(picture.pixels(), part[1] * row, part[3] * row);
    } else {
      for (int y = 0; y < part[3]; y++) {
        int from = ((part[1] + y) * picture.width() + part[0]) * channels;
        data.position((long) y * row).put(picture.pixels(), from, row);
      }
      data.position(0);
    }
    if (shrink == 1) {
      return mat;
    }
    Mat small = new Mat();
    Size size = new Size(Math.max(1, part[2] / shrink), Math.max(1, part[3] / shrink));
    opencv_imgproc.resize(mat, small, size, 0, 0, INTER_AREA);
    return small;
  }

  /** As OpenCV has it: pixel centres at whole numbers. */
  private static Mat matrix(double[] m) {
    Mat mat = new Mat(2, 3, CV_64F);
    new DoublePointer(mat.data())
        .put(
            m[0],
            m[1],
            m[0] / 2 + m[1] / 2 + m[2] - 0.5,
            m[3],
            m[4],
            m[3] / 2 + m[4] / 2 + m[5] - 0.5);
    return mat;
  }
}

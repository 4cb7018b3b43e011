package org.mekiki.view.align.picture;

import org.mekiki.image.GreySampler;
import org.mekiki.image.Picture;

/**
 * A small picture of one value a pixel, on which parts are looked for.
 *
 * @param values row by row; not copied, and written by nobody after construction
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Grey(int width, int height, float[] values) {
  /** Weights of brightness as people see it. */
  public static final double[] BRIGHTNESS = {0.299, 0.587, 0.114};

  public Grey {
    if (values.length != width * height) {
      throw new IllegalArgumentException(values.length + " values for " + width + "x" + height);
    }
  }

  /** The whole picture, its longer side this many pixels or its own if that is less. */
  public static Grey reduced(Picture picture, double[] weights, int side) {
    return reducedWithVariance(picture, weights, side)[0];
  }

  /** The same, and the variance of what each of its pixels stands for. */
  public static Grey[] reducedWithVariance(Picture picture, double[] weights, int side) {
    double scale = Math.min(1, (double) side / Math.max(picture.width(), picture.height()));
    int columns = Math.max(1, (int) Math.round(picture.width() * scale));
    int rows = Math.max(1, (int) Math.round(picture.height() * scale));
    float[] squares = new float[columns * rows];
    float[] means = new GreySampler(picture, weights).reduce(columns, rows, squares);
    for (int i = 0; i < squares.length; i++) {
      squares[i] = Math.max(0, squares[i] - means[i] * means[i]);
    }
    return new Grey[] {new Grey(columns, rows, means), new Grey(columns, rows, squares)};
  }

  /**
   * A turned cut-out.
   *
   * @param toPicture from the cut-out's coordinates to those of the picture as it was decoded
   */
  public static Grey cut(
      Picture picture, double[] weights, Affine toPicture, int width, int height) {
    Affine a = toPicture;
    GreySampler sampler = new GreySampler(picture, weights);
    float[] values = sampler.sample(a.xx(), a.xy(), a.dx(), a.yx(), a.yy(), a.dy(), width, height);
    return new Grey(width, height, values);
  }

  public float at(int column, int row) {
    return values[row * width + column];
  }

  /**
   * Bilinear between pixels' centres, which lie at half coordinates; the border's value outside.
   */
  public float at(double x, double y) {
    double inX = Math.min(Math.max(x - 0.5, 0), width - 1);
    double inY = Math.min(Math.max(y - 0.5, 0), height - 1);
    int column = (int) inX;
    int row = (int) inY;
    float fx = (float) (inX - column);
    float fy = (float) (inY - row);
    int i = row * width + column;
    int right = column + 1 < width ? 1 : 0;
    int below = row + 1 < height ? width : 0;
    float upper = values[i] + fx * (values[i + right] - values[i]);
    float lower = values[i + below] + fx * (values[i + below + right] - values[i + below]);
    return upper + fy * (lower - upper);
  }

  /** Smoothed by 1-2-1 along both axes, so often: the deviation is {@code sqrt(times / 2)}. */
  public Grey smoothed(int times) {
    float[] now = values;
    for (int i = 0; i < times; i++) {
      now = smoothed(smoothed(now, true), false);
    }
    return new Grey(width, height, now);
  }

  private float[] smoothed(float[] from, boolean along) {
    float[] to = new float[from.length];
    for (int row = 0; row < height; row++) {
      int start = row * width;
      int last = start + width - 1;
      if (along) {
        to[start] = weighed(from, start, start, Math.min(start + 1, last));
        for (int i = start + 1; i < last; i++) {
          to[i] = weighed(from, i - 1, i, i + 1);
        }
        to[last] = weighed(from, Math.max(start, last - 1), last, last);
      } else {
        int above = row > 0 ? width : 0;
        int below = row < height - 1 ? width : 0;
        for (int i = start; i <= last; i++) {
          to[i] = weighed(from, i - above, i, i + below);
        }
      }
    }
    return to;
  }

  private static float weighed(float[] from, int before, int here, int after) {
    return 0.25f * (from[before] + from[after]) + 0.5f * from[here];
  }

  /** Half as many columns and rows, each the mean of four; an odd one at the end is left out. */
  public Grey halved() {
    int columns = Math.max(1, width / 2);
    int rows = Math.max(1, height / 2);
    float[] to = new float[columns * rows];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int i = Math.min(2 * y, height - 1) * width + Math.min(2 * x, width - 1);
        int right = 2 * x + 1 < width ? 1 : 0;
        int below = 2 * y + 1 < height ? width : 0;
        to[y * columns + x] =
            0.25f * (values[i] + values[i + right] + values[i + below] + values[i + below + right]);
      }
    }
    return new Grey(columns, rows, to);
  }
}

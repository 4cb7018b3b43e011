package org.mekiki.image;

/**
 * One value for each point of a grid that is laid over a picture, scaled, shifted and turned: a
 * weighted sum of red, green and blue. What lies outside takes the nearest border's colour.
 *
 * <p>Reads only what it needs: a frame of any size gives a small grid in a time that depends on the
 * grid.
 */
public final class GreySampler {
  private static final int MOST_POINTS = 3;
  private static final int MOST_TURNED_POINTS = 2;

  private final byte[] pixels;
  private final int width;
  private final int height;
  private final int channels;
  private final float red;
  private final float green;
  private final float blue;

  /**
   * @param weights of red, green and blue; of a grey picture their sum is taken
   */
  public GreySampler(Picture picture, double[] weights) {
    this.pixels = picture.pixels();
    this.width = picture.width();
    this.height = picture.height();
    this.channels = picture.channels();
    boolean grey = channels == 1;
    this.red = (float) (grey ? weights[0] + weights[1] + weights[2] : weights[0]);
    this.green = grey ? 0 : (float) weights[1];
    this.blue = grey ? 0 : (float) weights[2];
  }

  /**
   * The whole picture at another size. Where it shrinks, each value is the mean of some points of
   * the area that it stands for, at most three by three.
   *
   * @param squares takes the mean of the points' squares, {@code columns * rows} values that are 0:
   *     how much the points of each value differ
   */
  public float[] reduce(int columns, int rows, float[] squares) {
    int pointsX = points((double) width / columns);
    int pointsY = points((double) height / rows);
    int[] at = new int[columns * pointsX];
    for (int i = 0; i < at.length; i++) {
      at[i] = channels * Math.min(width - 1, (int) ((i + 0.5) * width / at.length));
    }
    float[] values = new float[columns * rows];
    float share = 1f / (pointsX * pointsY);
    for (int j = 0; j < rows * pointsY; j++) {
      int from =
          channels * width * Math.min(height - 1, (int) ((j + 0.5) * height / rows / pointsY));
      int to = j / pointsY * columns;
      for (int x = 0, i = 0; x < columns; x++) {
        float sum = 0;
        float sumOfSquares = 0;
        for (int k = 0; k < pointsX; k++) {
          float value = value(from + at[i++]);
          sum += value;
          sumOfSquares += value * value;
        }
        values[to + x] += share * sum;
        squares[to + x] += share * sumOfSquares;
      }
    }
    return values;
  }

  /**
   * A grid of {@code columns * rows} values. The middle of value (i, j) lies at column {@code xx (i
   * + .5) + xy (j + .5) + dx} and row {@code yx (i + .5) + yy (j + .5) + dy} of the picture, whose
   * pixels have their middle at half coordinates. Bilinear; where the grid is coarser than the
   * picture, the mean of up to two by two points.
   */
  public float[] sample(
      double xx, double xy, double dx, double yx, double yy, double dy, int columns, int rows) {
    int points = Math.min(MOST_TURNED_POINTS, points(Math.sqrt(Math.abs(xx * yy - xy * yx))));
    float[] values = new float[columns * rows];
    float share = 1f / (points * points);
    for (int j = 0; j < rows * points; j++) {
      double v = (j + 0.5) / points;
      int to = j / points * columns;
      for (int column = 0, i = 0; column < columns; column++) {
        for (int k = 0; k < points; k++, i++) {
          double u = (i + 0.5) / points;
          double x = xx * u + xy * v + dx - 0.5;
          double y = yx * u + yy * v + dy - 0.5;
          values[to + column] += share * bilinear(x, y);
        }
      }
    }
    return values;
  }

  private float bilinear(double x, double y) {
    double inX = within(x, width - 1);
    double inY = within(y, height - 1);
    int column = (int) inX;
    int row = (int) inY;
    float fx = (float) (inX - column);
    float fy = (float) (inY - row);
    int right = column + 1 < width ? channels : 0;
    int below = row + 1 < height ? channels * width : 0;
    int at = channels * (row * width + column);
    float upper = value(at) + fx * (value(at + right) - value(at));
    float lower = value(at + below) + fx * (value(at + below + right) - value(at + below));
    return upper + fy * (lower - upper);
  }

  /** Much faster than {@link Math#min} and {@link Math#max}, which look for NaN and -0. */
  private static double within(double place, int most) {
    return place < 0 ? 0 : place > most ? most : place;
  }

  private float value(int at) {
    if (channels == 1) {
      return red * (pixels[at] & 0xff);
    }
    return red * (pixels[at] & 0xff)
        + green * (pixels[at + 1] & 0xff)
        + blue * (pixels[at + 2] & 0xff);
  }

  /** Points along one side of a value, from the number of pixels that it stands for. */
  private static int points(double pixels) {
    return (int) Math.min(MOST_POINTS, Math.max(1, Math.round(pixels / 1.5)));
  }
}

package org.mekiki.onnx.network;

/**
 * An image on its way into a convolution: its border reflected by {@link GaborBank#RADIUS} pixels
 * without repeating the edge, and where only every second pixel is computed, each row's even
 * columns before its odd ones, so that a filter's tap reads neighbours from neighbours.
 *
 * <p>Rows are longer than they need be, so that a vector register can be filled anywhere. Not
 * thread-safe: one for each call.
 */
final class BorderedPlane {
  private static final int BORDER = GaborBank.RADIUS;

  /** Sides of the image, and of what the convolution makes of it. */
  final int side;

  final int stride;
  final int outputSide;

  /** Floats from one row to the next, a multiple of the lanes. */
  final int pitch;

  /**
   * Where in a row column c of the bordered image lies: {@code c / stride + (c % stride) * odd}.
   */
  final int odd;

  /** Rows of the bordered image. */
  final float[] rows;

  /**
   * @param outputPitch columns that the convolution fills, at least side / stride
   */
  BorderedPlane(int side, int stride, int outputPitch, int lanes) {
    this.side = side;
    this.stride = stride;
    this.outputSide = side / stride;
    int reach = outputPitch + 2 * BORDER / stride + 1;
    this.odd = stride == 1 ? 0 : roundUp(reach, lanes);
    this.pitch = stride * roundUp(reach, lanes);
    this.rows = new float[(side + 2 * BORDER) * pitch];
  }

  static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /** Copies an image in. */
  void fill(float[] image, int from) {
    for (int r = 0; r < side; r++) {
      row(image, from + r * side, (r + BORDER) * pitch);
    }
    for (int r = 1; r <= BORDER; r++) {
      System.arraycopy(rows, (BORDER + r) * pitch, rows, (BORDER - r) * pitch, pitch);
      int last = BORDER + side - 1;
      System.arraycopy(rows, (last - r) * pitch, rows, (last + r) * pitch, pitch);
    }
  }

  private void row(float[] image, int from, int to) {
    if (stride == 1) {
      System.arraycopy(image, from, rows, to + BORDER, side);
      for (int c = 1; c <= BORDER; c++) {
        rows[to + BORDER - c] = image[from + c];
        rows[to + BORDER + side - 1 + c] = image[from + side - 1 - c];
      }
      return;
    }
    // Column c of the image is column c + 5 of the bordered one: even ones become odd.
    int evens = to + odd + BORDER / 2;
    int odds = to + (BORDER + 1) / 2;
    for (int c = 0; c < side / 2; c++) {
      rows[evens + c] = image[from + 2 * c];
      rows[odds + c] = image[from + 2 * c + 1];
    }
    for (int c = 1; c <= BORDER; c++) {
      set(to, BORDER - c, image[from + c]);
      set(to, BORDER + side - 1 + c, image[from + side - 1 - c]);
    }
  }

  private void set(int to, int column, float value) {
    rows[to + column / 2 + column % 2 * odd] = value;
  }
}

package org.mekiki.view.align.picture;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A connected piece of a small picture, its holes filled.
 *
 * @param width of the picture, not of the piece
 * @param pixels indices of the piece's pixels, ascending
 * @param left first column
 * @param top first row
 * @param right last column
 * @param bottom last row
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Blob(int width, int[] pixels, int left, int top, int right, int bottom) {
  /** Several pieces of one picture as one. */
  public static Blob joined(List<Blob> pieces) {
    Blob first = pieces.get(0);
    return new Blob(
        first.width,
        pieces.stream().flatMapToInt(piece -> IntStream.of(piece.pixels)).sorted().toArray(),
        pieces.stream().mapToInt(Blob::left).min().orElseThrow(),
        pieces.stream().mapToInt(Blob::top).min().orElseThrow(),
        pieces.stream().mapToInt(Blob::right).max().orElseThrow(),
        pieces.stream().mapToInt(Blob::bottom).max().orElseThrow());
  }

  public int area() {
    return pixels.length;
  }

  /** The mean of its pixels' centres: x, y. */
  public double[] centroid() {
    double x = 0;
    double y = 0;
    int row = 0;
    for (int i : pixels) {
      while (i >= (row + 1) * width) {
        row++;
      }
      x += i - row * width + 0.5;
      y += row + 0.5;
    }
    return new double[] {x / pixels.length, y / pixels.length};
  }

  /**
   * Where it begins and ends along the axes of another system of coordinates.
   *
   * @return least x, least y, largest x, largest y
   */
  public double[] extents(Affine from) {
    double[] extents = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    for (int i : pixels) {
      double x = i % width + 0.5;
      double y = i / width + 0.5;
      double u = from.x(x, y);
      double v = from.y(x, y);
      extents[0] = Math.min(extents[0], u);
      extents[1] = Math.min(extents[1], v);
      extents[2] = Math.max(extents[2], u);
      extents[3] = Math.max(extents[3], v);
    }
    // From the outermost pixels' centres to their edges.
    double half = from.magnification() / 2;
    return new double[] {
      extents[0] - half, extents[1] - half, extents[2] + half, extents[3] + half
    };
  }

  /**
   * How much longer the tail to the right is than the one to the left, in another system of
   * coordinates: the third moment by the deviation's third power. 0 if both are alike.
   */
  public double skew(Affine from) {
    double[] centre = centroid();
    double middle = from.x(centre[0], centre[1]);
    double squares = 0;
    double cubes = 0;
    int row = 0;
    for (int i : pixels) {
      while (i >= (row + 1) * width) {
        row++; // many times faster than a division for each pixel
      }
      double u = from.x(i - row * width + 0.5, row + 0.5) - middle;
      squares += u * u;
      cubes += u * u * u;
    }
    double variance = Math.max(1e-9, squares / pixels.length);
    return cubes / pixels.length / (variance * Math.sqrt(variance));
  }

  /** The name of a border of the picture that it touches; empty if it lies free. */
  public String touches(int height) {
    if (left == 0) {
      return "left";
    }
    if (top == 0) {
      return "upper";
    }
    if (right == width - 1) {
      return "right";
    }
    return bottom == height - 1 ? "lower" : "";
  }
}

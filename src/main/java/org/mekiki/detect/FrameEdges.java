package org.mekiki.detect;

import org.mekiki.image.Picture;

/** Grey levels and edges of a frame's pixels. */
final class FrameEdges {
  /** Pixels from an edge to what lies on either side of it. */
  static final double BESIDE = 4;

  private static final int HALF = 2;

  private FrameEdges() {}

  /** Mean grey level of five by five pixels. */
  static double level(byte[] pixels, Picture frame, double x, double y) {
    int channels = frame.channels();
    double sum = 0;
    for (int dy = -HALF; dy <= HALF; dy++) {
      for (int dx = -HALF; dx <= HALF; dx++) {
        int column = (int) Math.min(frame.width() - 1, Math.max(0, x + dx));
        int row = (int) Math.min(frame.height() - 1, Math.max(0, y + dy));
        int at = (row * frame.width() + column) * channels;
        for (int c = 0; c < channels; c++) {
          sum += pixels[at + c] & 0xff;
        }
      }
    }
    return sum / ((2 * HALF + 1) * (2 * HALF + 1) * channels);
  }

  /** Change of the grey level across a point: to the right, and down. */
  private static double[] slope(byte[] pixels, Picture frame, double x, double y) {
    return new double[] {
      level(pixels, frame, x + BESIDE, y) - level(pixels, frame, x - BESIDE, y),
      level(pixels, frame, x, y + BESIDE) - level(pixels, frame, x, y - BESIDE)
    };
  }

  /** How many grey levels the two sides of a point differ by. */
  static double step(byte[] pixels, Picture frame, double x, double y) {
    double[] slope = slope(pixels, frame, x, y);
    return Math.hypot(slope[0], slope[1]);
  }

  /** Direction across the edge, of length 1; to the right where there is none. */
  static double[] normal(byte[] pixels, Picture frame, double x, double y) {
    double[] slope = slope(pixels, frame, x, y);
    double length = Math.hypot(slope[0], slope[1]);
    return length == 0 ? new double[] {1, 0} : new double[] {slope[0] / length, slope[1] / length};
  }
}

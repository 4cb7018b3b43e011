package org.mekiki.camera.simulated;

import org.mekiki.defect.Shapes;

/**
 * The printed mark: a text in strokes of its own, since a machine without fonts must print the
 * same, and a block of modules like a Data Matrix code.
 */
final class Mark {
  /** Height of a character in pixels; it is two thirds as wide. */
  static final double TEXT_HEIGHT = 27;

  static final int MODULES = 12;
  static final double MODULE = 4.5;

  private static final double ADVANCE = 24;

  /** Strokes per character: x1 y1 x2 y2 on a grid 2 wide and 4 high. */
  private static final int[][] TEXT = {
    {0, 4, 0, 0, 0, 0, 1, 2, 1, 2, 2, 0, 2, 0, 2, 4}, // M
    {0, 0, 0, 4, 0, 2, 2, 0, 0, 2, 2, 4}, // K
    {0, 2, 2, 2}, // -
    {0, 0, 2, 0, 2, 0, 1, 4}, // 7
    {2, 4, 2, 0, 2, 0, 0, 3, 0, 3, 2, 3}, // 4
    {0, 0, 2, 0, 2, 0, 2, 2, 2, 2, 0, 2, 0, 2, 0, 4, 0, 4, 2, 4} // 2
  };

  /** Rows of the code, low bit left. */
  private static final int[] CODE = {
    0b010101010101, 0b110010110101, 0b001101001001, 0b101110010111, 0b010011101001, 0b100101100101,
    0b011010011011, 0b110100101101, 0b001011010001, 0b101101101011, 0b011001010101, 0b111111111111
  };

  private Mark() {}

  /** Distance to the middle of the nearest stroke; the text is centred on the origin. */
  static double text(double x, double y) {
    double width = ADVANCE * (TEXT.length - 1) + TEXT_HEIGHT / 2;
    if (Math.abs(y) > TEXT_HEIGHT || Math.abs(x) > width / 2 + TEXT_HEIGHT) {
      return TEXT_HEIGHT;
    }
    double unit = TEXT_HEIGHT / 4;
    double nearest = TEXT_HEIGHT;
    for (int i = 0; i < TEXT.length; i++) {
      double left = i * ADVANCE - width / 2;
      double top = -TEXT_HEIGHT / 2;
      int[] strokes = TEXT[i];
      for (int s = 0; s < strokes.length; s += 4) {
        nearest =
            Math.min(
                nearest,
                Shapes.segment(
                    x,
                    y,
                    left + unit * strokes[s],
                    top + unit * strokes[s + 1],
                    left + unit * strokes[s + 2],
                    top + unit * strokes[s + 3]));
      }
    }
    return nearest;
  }

  /** Share of a pixel that is printed; the code is centred on the origin. */
  static double matrix(double x, double y) {
    double half = MODULES * MODULE / 2;
    if (Math.abs(x) > half + 1 || Math.abs(y) > half + 1) {
      return 0;
    }
    double nearest = MODULE;
    int column = (int) Math.floor((x + half) / MODULE);
    int row = (int) Math.floor((y + half) / MODULE);
    for (int r = row - 1; r <= row + 1; r++) {
      for (int c = column - 1; c <= column + 1; c++) {
        if (r >= 0 && r < MODULES && c >= 0 && c < MODULES && (CODE[r] >> c & 1) != 0) {
          double dx = x + half - (c + 0.5) * MODULE;
          double dy = y + half - (r + 0.5) * MODULE;
          nearest = Math.min(nearest, Math.max(Math.abs(dx), Math.abs(dy)) - MODULE / 2);
        }
      }
    }
    return Shapes.inside(nearest);
  }
}

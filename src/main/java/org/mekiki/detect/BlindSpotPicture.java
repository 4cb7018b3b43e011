package org.mekiki.detect;

import java.util.Arrays;
import java.util.List;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.image.PixelFormat;
import org.mekiki.view.align.picture.Box;

/**
 * The map of blind spots over a frame: blue where a spot is found, orange where it is missed. What
 * the model doesn't see stays as it is, whatever the shape of its regions.
 */
final class BlindSpotPicture {
  private static final int SIDE = 640;
  private static final int[] FOUND = {43, 123, 186};
  private static final int[] MISSED = {217, 84, 30};

  /** Between two places some pixels stay as they are: this share of a place on each side. */
  private static final double GAP = 0.05;

  private static final int NONE = -1;

  private final Look look;
  private final int columns;
  private final int rows;
  private final List<BlindSpots.Cell> cells;
  private final Picture small;

  private BlindSpotPicture(Look look, int columns, int rows, List<BlindSpots.Cell> cells) {
    this.look = look;
    this.columns = columns;
    this.rows = rows;
    this.cells = cells;
    this.small = PictureResizer.fit(look.picture(), SIDE);
  }

  /**
   * Draws it.
   *
   * @param columns of the grid over the model's map
   */
  static Picture draw(Look look, int columns, int rows, List<BlindSpots.Cell> cells) {
    return new BlindSpotPicture(look, columns, rows, cells).draw();
  }

  private Picture draw() {
    byte[] samples = small.toBytes();
    byte[] pixels = new byte[3 * small.width() * small.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = small.channels() == 3 ? samples[i] : samples[i / 3];
    }
    int[] shown = cellOfEachPixel();
    for (int i = 0; i < shown.length; i++) {
      if (shown[i] != NONE) {
        BlindSpots.Cell cell = cells.get(shown[i]);
        double share = 0.2 + 0.4 * Math.abs(2 * cell.found().value() - 1);
        int[] colour = cell.blind() ? MISSED : FOUND;
        for (int c = 0; c < 3; c++) {
          double old = pixels[3 * i + c] & 0xff;
          pixels[3 * i + c] = (byte) Math.round(old + share * (colour[c] - old));
        }
      }
    }
    return Picture.ofRaw(PixelFormat.RGB8, small.width(), small.height(), 0, pixels);
  }

  /** Which cell a pixel of the picture belongs to, as the model's map lies on the frame. */
  private int[] cellOfEachPixel() {
    int[] numbers = new int[columns * rows];
    Arrays.fill(numbers, NONE);
    for (int i = 0; i < cells.size(); i++) {
      numbers[cells.get(i).row() * columns + cells.get(i).column()] = i;
    }
    int[] shown = new int[small.width() * small.height()];
    Arrays.fill(shown, NONE);
    for (int y = 0; y < look.map().height(); y++) {
      double down = (y + 0.5) * rows / look.map().height();
      for (int x = 0; x < look.map().width(); x++) {
        double across = (x + 0.5) * columns / look.map().width();
        int cell = numbers[(int) down * columns + (int) across];
        if (cell != NONE && within(across) && within(down) && look.counts(x, y)) {
          fill(shown, look.surface().seen().spot(new Box(x, y, 1, 1)).box(), cell);
        }
      }
    }
    return shown;
  }

  private static boolean within(double at) {
    double share = at - Math.floor(at);
    return share > GAP && share < 1 - GAP;
  }

  /** What a pixel of the map shows of the frame; at least one pixel of the picture. */
  private void fill(int[] shown, Box box, int cell) {
    double scale = (double) small.width() / look.picture().originalWidth();
    int left = clamp(box.x() * scale, small.width() - 1);
    int top = clamp(box.y() * scale, small.height() - 1);
    int right = Math.max(left + 1, clamp(box.right() * scale, small.width()));
    int bottom = Math.max(top + 1, clamp(box.bottom() * scale, small.height()));
    for (int y = top; y < bottom; y++) {
      Arrays.fill(shown, y * small.width() + left, y * small.width() + right, cell);
    }
  }

  private static int clamp(double at, int most) {
    return (int) Math.max(0, Math.min(most, Math.rint(at)));
  }
}

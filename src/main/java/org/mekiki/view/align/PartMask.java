package org.mekiki.view.align;

import java.util.Arrays;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.text.Text;

/**
 * Where the part is on the aligned picture: a coarse picture of yes and no that covers all of it.
 *
 * @param bits {@code columns * rows} of them row by row, eight to a byte, the first in the lowest
 *     bit; 1 where the part is
 */
public record PartMask(int columns, int rows, byte[] bits) {
  /** Most columns, and most rows. */
  public static final int MOST = 1024;

  public PartMask {
    if (columns > MOST || rows > MOST) {
      throw new IllegalArgumentException(
          "part mask of " + columns + "x" + rows + ": up to " + MOST + " a side are valid");
    }
    if (columns < 1 || rows < 1 || bits.length != (columns * rows + 7) / 8) {
      throw new IllegalArgumentException(
          Text.of(
              "part mask of %sx%s with %s bytes: it needs 1 to %s columns and rows, and a bit for"
                  + " each place",
              columns, rows, bits.length, MOST));
    }
    bits = bits.clone();
  }

  /**
   * Where a picture is dark: the other way round than a picture of what doesn't count.
   *
   * @param side cells along its longer side, at most
   * @param white grey from which on a cell is not dark, 1…255
   */
  public static PartMask dark(Picture picture, int side, int white) {
    Picture small = PictureResizer.fit(picture, side);
    byte[] bits = new byte[(small.width() * small.height() + 7) / 8];
    for (int i = 0; i < small.width() * small.height(); i++) {
      if (small.sample(i % small.width(), i / small.width(), 0) < white) {
        bits[i >> 3] |= (byte) (1 << (i & 7));
      }
    }
    return new PartMask(small.width(), small.height(), bits);
  }

  /** Whether the part is here. */
  public boolean isPart(int column, int row) {
    int i = row * columns + column;
    return (bits[i >> 3] >> (i & 7) & 1) != 0;
  }

  @Override
  public byte[] bits() {
    return bits.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PartMask mask
        && columns == mask.columns
        && rows == mask.rows
        && Arrays.equals(bits, mask.bits);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * columns + rows) + Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return columns + "x" + rows + " part mask";
  }
}

package org.mekiki.detect;

import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.image.PixelFormat;

/** The map of blind spots over a frame: blue where a spot is found, orange where it is missed. */
final class BlindSpotPicture {
  private static final int SIDE = 640;
  private static final int[] FOUND = {43, 123, 186};
  private static final int[] MISSED = {217, 84, 30};

  /** Between two places some pixels stay as they are. */
  private static final double GAP = 0.9;

  private BlindSpotPicture() {}

  static Picture draw(BlindSpots spots) {
    Picture small = PictureResizer.fit(spots.frame(), SIDE);
    int width = small.width();
    byte[] samples = small.toBytes();
    byte[] pixels = new byte[3 * width * small.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = small.channels() == 3 ? samples[i] : samples[i / 3];
    }
    double scale = (double) width / spots.frame().originalWidth();
    for (BlindSpots.Cell cell : spots.cells()) {
      double half = Math.max(1, cell.size() * scale * GAP / 2);
      double share = 0.2 + 0.4 * Math.abs(2 * cell.found().value() - 1);
      int[] colour = cell.blind() ? MISSED : FOUND;
      int right = (int) Math.min(width, cell.x() * scale + half);
      int bottom = (int) Math.min(small.height(), cell.y() * scale + half);
      for (int y = (int) Math.max(0, cell.y() * scale - half); y < bottom; y++) {
        for (int x = (int) Math.max(0, cell.x() * scale - half); x < right; x++) {
          int at = 3 * (y * width + x);
          for (int c = 0; c < 3; c++) {
            double old = pixels[at + c] & 0xff;
            pixels[at + c] = (byte) Math.round(old + share * (colour[c] - old));
          }
        }
      }
    }
    return Picture.ofRaw(PixelFormat.RGB8, width, small.height(), 0, pixels);
  }
}

package org.mekiki.image;

/**
 * A heatmap laid over its frame, as people look at it: JET colours from blue (0) to red (1), by
 * default 0.4 heatmap + 0.6 picture.
 */
public final class Overlay {
  /** Share of the heatmap's colour. */
  public static final double DEFAULT_OPACITY = 0.4;

  private static final int LEVELS = 256;
  private static final int QUALITY = 85;
  private static final byte[][] JET = jet();

  private Overlay() {}

  /**
   * As JPEG.
   *
   * @param picture the frame; its size is the result's
   * @param map01 {@code height * width} values row by row, 0 (good) to 1; beyond that they are
   *     clamped
   * @param opacity share of the heatmap's colour, 0…1
   * @throws IllegalArgumentException if a value is NaN, or sizes or opacity are out of range
   */
  public static byte[] jpeg(Picture picture, float[] map01, int width, int height, double opacity) {
    return ImageWriter.jpeg(blend(picture, map01, width, height, opacity), QUALITY);
  }

  /** As pixels; arguments as for {@link #jpeg}. */
  public static Picture blend(
      Picture picture, float[] map01, int width, int height, double opacity) {
    if (!(opacity >= 0 && opacity <= 1)) {
      throw new IllegalArgumentException("overlay opacity " + opacity + " is not in 0…1");
    }
    Picture levels =
        PictureResizer.resize(levels(map01, width, height), picture.width(), picture.height());
    byte[] heat = levels.pixels();
    byte[] image = picture.pixels();
    byte[] result = new byte[heat.length * 3];
    int step = picture.channels();
    for (int i = 0; i < heat.length; i++) {
      byte[] colour = JET[heat[i] & 0xff];
      for (int c = 0; c < 3; c++) {
        int sample = image[i * step + (step == 1 ? 0 : c)] & 0xff;
        result[i * 3 + c] = (byte) (opacity * (colour[c] & 0xff) + (1 - opacity) * sample + 0.5);
      }
    }
    return new Picture(
        picture.width(),
        picture.height(),
        3,
        picture.originalWidth(),
        picture.originalHeight(),
        result);
  }

  /**
   * The JET colour of a value.
   *
   * @param value 0…1; beyond that it is clamped
   * @return 0xRRGGBB
   */
  public static int colour(double value) {
    byte[] rgb = JET[level(value)];
    return (rgb[0] & 0xff) << 16 | (rgb[1] & 0xff) << 8 | (rgb[2] & 0xff);
  }

  private static Picture levels(float[] map01, int width, int height) {
    MapChecks.requireSize(map01, width, height);
    byte[] levels = new byte[map01.length];
    for (int i = 0; i < map01.length; i++) {
      if (Float.isNaN(map01[i])) {
        throw new IllegalArgumentException("overlay value at index " + i + " is NaN");
      }
      levels[i] = (byte) level(map01[i]);
    }
    return new Picture(width, height, 1, levels);
  }

  private static int level(double value) {
    return (int) (Math.min(1, Math.max(0, value)) * (LEVELS - 1) + 0.5);
  }

  /** Three overlapping trapezoids around 1/4 (blue), 1/2 (green) and 3/4 (red). */
  private static byte[][] jet() {
    byte[][] table = new byte[LEVELS][3];
    for (int i = 0; i < LEVELS; i++) {
      double v = i / (LEVELS - 1.0);
      for (int c = 0; c < 3; c++) {
        double share = 1.5 - Math.abs(4 * v - (3 - c));
        table[i][c] = (byte) Math.round(255 * Math.min(1, Math.max(0, share)));
      }
    }
    return table;
  }
}

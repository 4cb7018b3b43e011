package org.mekiki.image;

import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.text.Text;

/**
 * Anomaly maps to a few kilobytes and back. A decoded value is off by at most 1/510 of the map's
 * range (and float32 rounding). Safe for use by several threads.
 */
public final class HeatmapCodec {
  private static final int LARGEST = 255;
  private static final ImageLimits LIMITS = ImageLimits.DEFAULT;

  private final ImageDecoder decoder = new ImageDecoder(LIMITS);

  /**
   * Quantises and compresses.
   *
   * @param map {@code height * width} finite values, row by row
   * @throws IllegalArgumentException if a value is NaN or infinite, or the size doesn't fit
   */
  public EncodedHeatmap encode(float[] map, int width, int height) {
    MapChecks.requireSize(map, width, height);
    float minimum = Float.POSITIVE_INFINITY;
    float maximum = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < map.length; i++) {
      if (!Float.isFinite(map[i])) {
        throw new IllegalArgumentException(
            "heatmap value " + map[i] + " at index " + i + " is not finite");
      }
      minimum = Math.min(minimum, map[i]);
      maximum = Math.max(maximum, map[i]);
    }
    double scale = maximum > minimum ? LARGEST / ((double) maximum - minimum) : 0;
    byte[] values = new byte[map.length];
    for (int i = 0; i < map.length; i++) {
      values[i] = (byte) (int) (((double) map[i] - minimum) * scale + 0.5);
    }
    byte[] png = GreyPng.encode(values, width, height);
    return new EncodedHeatmap(width, height, minimum, maximum, png);
  }

  /**
   * The map, {@code height * width} values, row by row.
   *
   * @throws ImageException if the PNG is damaged, isn't grey or has another size than announced
   */
  public float[] decode(EncodedHeatmap heatmap) {
    Picture picture = decoder.decode(heatmap.png());
    if (picture.channels() != 1
        || picture.width() != heatmap.width()
        || picture.height() != heatmap.height()) {
      throw new ImageException(
          Reason.UNREADABLE,
          Text.of(
              "heatmap of %dx%d values holds a %s", heatmap.width(), heatmap.height(), picture));
    }
    float[] levels = new float[LARGEST + 1];
    for (int v = 0; v <= LARGEST; v++) {
      levels[v] =
          (float) (heatmap.minimum() + (heatmap.maximum() - heatmap.minimum()) * v / LARGEST);
    }
    byte[] values = picture.pixels();
    float[] map = new float[values.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = levels[values[i] & 0xff];
    }
    return map;
  }
}

package org.mekiki.image;

/**
 * An anomaly map, quantised to 8 bits: {@code distance = minimum + (maximum - minimum) * value /
 * 255}.
 *
 * @param minimum what value 0 stands for
 * @param maximum what value 255 stands for; equal to the minimum for a constant map, whose values
 *     are all 0
 * @param png a greyscale PNG of 8 bits a pixel
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record EncodedHeatmap(int width, int height, double minimum, double maximum, byte[] png) {
  public EncodedHeatmap {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "heatmap of " + width + "x" + height + ": each side must be at least 1");
    }
    if (!(minimum <= maximum && Double.isFinite(minimum) && Double.isFinite(maximum))) {
      throw new IllegalArgumentException(
          "heatmap from " + minimum + " to " + maximum + " is not a finite range");
    }
  }
}

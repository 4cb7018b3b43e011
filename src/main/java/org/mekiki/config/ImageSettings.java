package org.mekiki.config;

import java.util.Map;

/**
 * What a frame's picture may be at most, and how it is read.
 *
 * @param maxPixels width times height
 * @param maxBytes as it arrives, encoded or raw
 * @param bits that a camera uses of samples of 16, by camera
 * @param otherShape what becomes of a frame whose aspect ratio its model was not taught with
 */
public record ImageSettings(
    long maxPixels, long maxBytes, Map<String, Integer> bits, OtherShapeChoice otherShape) {
  public ImageSettings {
    bits = Map.copyOf(bits);
  }

  static ImageSettings of(Values values) {
    return new ImageSettings(
        values.get(ConfigKeys.IMAGE_MAX_PIXELS),
        values.get(ConfigKeys.IMAGE_MAX_BYTES),
        values.get(ConfigKeys.IMAGE_BITS),
        values.get(ConfigKeys.IMAGE_OTHER_SHAPE));
  }
}

package org.mekiki.config;

/**
 * What a frame may be at most.
 *
 * @param maxPixels width times height
 * @param maxBytes as it arrives, encoded or raw
 */
public record ImageSettings(long maxPixels, long maxBytes) {
  static ImageSettings of(Values values) {
    return new ImageSettings(
        values.get(ConfigKeys.IMAGE_MAX_PIXELS), values.get(ConfigKeys.IMAGE_MAX_BYTES));
  }
}

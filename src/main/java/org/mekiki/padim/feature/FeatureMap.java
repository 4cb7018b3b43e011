package org.mekiki.padim.feature;

/**
 * One feature tensor of one image: planar (CHW), row-major. The array is not copied.
 *
 * @param shape name, channels, height, width
 * @param values {@code shape.size()} values
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record FeatureMap(FeatureShape shape, float[] values) {
  public FeatureMap {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "feature map of " + values.length + " values does not fill " + shape);
    }
  }
}

package org.mekiki.padim.feature;

/**
 * One image as a backbone takes it: planar (CHW), row-major, already normalised.
 *
 * <p>The array is not copied: the maker of a tensor hands it over.
 *
 * @param shape channels, height, width
 * @param values {@code shape.size()} values
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ImageTensor(ImageShape shape, float[] values) {
  public ImageTensor {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "image tensor of " + values.length + " values does not fill " + shape);
    }
  }
}

package org.mekiki.padim.feature;

import java.util.Objects;
import org.mekiki.text.Text;

/**
 * Name and shape of one feature tensor of a backbone, batch axis left out.
 *
 * @param name the tensor's name in the graph
 * @param channels number of feature maps
 */
public record FeatureShape(String name, int channels, int height, int width) {
  public FeatureShape {
    Objects.requireNonNull(name, "name");
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "feature '%s' has shape %dx%dx%d: each must be at least 1",
              name, channels, height, width));
    }
  }

  /** Number of values of this feature for one image. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }
}

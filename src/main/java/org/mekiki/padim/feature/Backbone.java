package org.mekiki.padim.feature;

import java.util.List;
import java.util.Objects;

/**
 * What a model must know of the network that made its features: with another network, other layers
 * or another preprocessing, its Gaussians mean nothing.
 *
 * @param name for people, e.g. {@code built-in} or {@code mobilenet_v2.onnx}
 * @param sha256 of the original ONNX file (before it is cut), lower-case hexadecimal
 * @param preprocessing how a picture becomes its input
 * @param features the tensors in use, finest grid first; of a pair of networks the first one's,
 *     then the second's
 */
public record Backbone(
    String name, String sha256, Preprocessing preprocessing, List<FeatureShape> features) {
  public Backbone {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(preprocessing, "preprocessing");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("'" + sha256 + "' is not a SHA-256 in hexadecimal");
    }
    features = List.copyOf(features);
    if (features.isEmpty()) {
      throw new IllegalArgumentException("backbone '" + name + "' has no features");
    }
  }

  /** Channels of all features together: the length of an unreduced embedding. */
  public int channels() {
    return features.stream().mapToInt(FeatureShape::channels).sum();
  }
}

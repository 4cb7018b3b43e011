package org.mekiki.padim.feature;

import java.util.List;

/**
 * Port to the network: image in, feature tensors out.
 *
 * <p>Implementations may be called by several threads at once. {@link #close()} waits for calls
 * that are under way.
 */
public interface FeatureExtractor extends AutoCloseable {
  /** The network's identity, input and outputs. */
  Backbone backbone();

  /**
   * The networks that it is made of, in the order of their features: itself, or two in a {@link
   * PairedExtractor}. Features of different networks are learned as independent of each other.
   */
  default List<Backbone> networks() {
    return List.of(backbone());
  }

  /**
   * Runs the network on one image.
   *
   * @param image of the shape that {@link Backbone#preprocessing()} names
   * @return one map for each of {@link Backbone#features()}, in their order
   * @throws IllegalArgumentException if the image's shape is another
   */
  List<FeatureMap> extract(ImageTensor image);

  @Override
  void close();
}

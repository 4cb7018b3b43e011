package org.mekiki.padim;

import java.util.List;

/**
 * What is learned of one good image.
 *
 * @param image its embedding
 * @param copies of its {@link Variations}; all of them, or none
 */
public record GoodEmbedding(Embedding image, List<Embedding> copies) {
  public GoodEmbedding {
    copies = List.copyOf(copies);
    if (!copies.isEmpty() && copies.size() != Variations.COPIES) {
      throw new IllegalArgumentException(
          copies.size() + " copies of an image: it must be 0 or " + Variations.COPIES);
    }
  }

  /** An image without copies. */
  public GoodEmbedding(Embedding image) {
    this(image, List.of());
  }
}

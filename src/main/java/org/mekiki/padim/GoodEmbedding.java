package org.mekiki.padim;

import java.util.List;
import org.mekiki.padim.feature.Embedding;

/**
 * What is learned of one good image.
 *
 * @param copies of its {@link Variations}, the first of them, as many as were made
 */
public record GoodEmbedding(Embedding image, List<Embedding> copies) {
  public GoodEmbedding {
    copies = List.copyOf(copies);
  }
}

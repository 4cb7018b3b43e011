package org.mekiki.padim;

import java.util.List;
import java.util.Objects;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.looks.Looks;

/**
 * What is learned of one good image.
 *
 * @param looks what it is like as a whole
 * @param copies of its {@link Variations}, the first of them, as many as were made
 */
public record GoodEmbedding(Embedding image, Looks looks, List<Embedding> copies) {
  public GoodEmbedding {
    Objects.requireNonNull(looks, "looks");
    copies = List.copyOf(copies);
  }
}

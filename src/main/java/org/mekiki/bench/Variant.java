package org.mekiki.bench;

import java.util.Objects;
import org.mekiki.padim.feature.EmbeddingSettings;

/**
 * One way to make embeddings that is measured.
 *
 * @param suffix of its stages' names; empty for the main one
 * @param embedding grid, neighbourhood and reduction
 */
public record Variant(String suffix, EmbeddingSettings embedding) {
  public Variant {
    Objects.requireNonNull(suffix, "suffix");
    Objects.requireNonNull(embedding, "embedding");
  }

  String name(String stage) {
    return stage + suffix;
  }
}

package org.mekiki.padim;

/**
 * How embeddings are made, as stored in the model.
 *
 * @param grid patches; the features are averaged or interpolated to it
 * @param neighbourhood side of the patch neighbourhood that is averaged, odd; 1 for none
 * @param reduction which or which mixture of the concatenated features
 */
public record EmbeddingSettings(Grid grid, int neighbourhood, Reduction reduction) {
  public EmbeddingSettings {
    if (neighbourhood < 1 || neighbourhood % 2 == 0) {
      throw new IllegalArgumentException(
          "neighbourhood " + neighbourhood + " is not legal: it must be odd, 1 for none");
    }
  }
}

package org.mekiki.padim.feature;

import java.util.List;

/**
 * How embeddings are made, as stored in the model.
 *
 * @param grid patches; the features are averaged or interpolated to it
 * @param neighbourhood side of the patch neighbourhood that is averaged, odd; 1 for none
 * @param reduction which or which mixture of the concatenated features
 */
public record EmbeddingSettings(Grid grid, int neighbourhood, Reduction reduction) {
  private static final int RECOMMENDED_SIDE = 28;
  private static final int RECOMMENDED_NEIGHBOURHOOD = 3;

  public EmbeddingSettings {
    if (neighbourhood < 1 || neighbourhood % 2 == 0) {
      throw new IllegalArgumentException(
          "neighbourhood " + neighbourhood + " is not valid: it must be odd, 1 for none");
    }
  }

  /**
   * Ours: the first feature's grid, but at most 28 × 28, and a 3 × 3 neighbourhood; as good as the
   * paper's or better at a quarter of the memory and time.
   *
   * @param features finest grid first
   */
  public static EmbeddingSettings recommended(List<FeatureShape> features, Reduction reduction) {
    FeatureShape first = features.get(0);
    Grid grid =
        new Grid(
            Math.min(first.height(), RECOMMENDED_SIDE), Math.min(first.width(), RECOMMENDED_SIDE));
    return new EmbeddingSettings(grid, RECOMMENDED_NEIGHBOURHOOD, reduction);
  }
}

package org.mekiki.padim.feature;

import java.util.List;

/** Step 2: feature tensors → one embedding vector a patch. Implementations are thread-safe. */
public interface FeatureEmbedder {
  /** The patches that come out. */
  Grid grid();

  /** Side of the neighbourhood that is averaged, in patches; odd, 1 for none. */
  int neighbourhood();

  /** The reduction, as stored in the model. */
  Reduction reduction();

  /**
   * Embeds one image.
   *
   * @param features as a {@link FeatureExtractor} gives them
   */
  Embedding embed(List<FeatureMap> features);
}

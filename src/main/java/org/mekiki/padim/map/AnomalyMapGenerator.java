package org.mekiki.padim.map;

import org.mekiki.padim.feature.Embedding;

/** Step 4: distances of the patches, upsampled to the input's size and blurred. Thread-safe. */
public interface AnomalyMapGenerator {
  /**
   * Distance of each patch to its Gaussian: {@code sqrt((e−μ)ᵀ Σ⁻¹ (e−μ))}.
   *
   * @return one distance a patch, 0 or more
   */
  float[] distances(Embedding embedding);

  /**
   * Of distances of all patches, those of the patches that count. All by default: override it where
   * some don't.
   */
  default float[] counted(float[] distances) {
    return distances;
  }

  /** The map of these distances (one for each patch of the grid). */
  AnomalyMap map(float[] distances);
}

package org.mekiki.padim.map;

import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.PatchGaussians;

/** Makes the last steps of a model; {@code MahalanobisMapGenerator::new} by default. */
@FunctionalInterface
public interface MapGeneratorFactory {
  /**
   * A generator for these Gaussians, with maps of this size.
   *
   * @param common share of the {@link CommonDistance} that maps are without, 0 to 1
   */
  AnomalyMapGenerator create(
      Grid grid, PatchGaussians gaussians, ImageShape mapSize, GaussianBlur blur, double common);
}

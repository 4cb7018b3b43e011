package org.mekiki.padim.map;

import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.PatchGaussians;

/** Makes the last steps of a model; {@code MahalanobisMapGenerator::new} by default. */
@FunctionalInterface
public interface MapGeneratorFactory {
  /** A generator for these Gaussians, with maps of this size. */
  AnomalyMapGenerator create(
      Grid grid, PatchGaussians gaussians, ImageShape mapSize, GaussianBlur blur);
}

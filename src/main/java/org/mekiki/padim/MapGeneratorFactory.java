package org.mekiki.padim;

/** Makes the last steps of a model; {@code MahalanobisMapGenerator::new} by default. */
@FunctionalInterface
public interface MapGeneratorFactory {
  /** A generator for these Gaussians, with maps of this size. */
  AnomalyMapGenerator create(
      Grid grid, PatchGaussians gaussians, ImageShape mapSize, GaussianBlur blur);
}

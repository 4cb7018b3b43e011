package org.mekiki.padim.map;

import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Text;

/** Distances by {@link MahalanobisDistance}, map by {@link MapInterpolator}. Thread-safe. */
public final class MahalanobisMapGenerator implements AnomalyMapGenerator {
  private final Grid grid;
  private final MahalanobisDistance distance;
  private final MapInterpolator interpolator;

  /** A generator with float32 factors. */
  public MahalanobisMapGenerator(
      Grid grid, PatchGaussians gaussians, ImageShape mapSize, GaussianBlur blur) {
    this(grid, gaussians, mapSize, blur, Precision.FLOAT32);
  }

  /**
   * A generator.
   *
   * @param grid of all patches
   * @param gaussians of all patches of the grid
   * @param mapSize whose height and width the maps get
   * @param precision of the factors in memory
   */
  public MahalanobisMapGenerator(
      Grid grid,
      PatchGaussians gaussians,
      ImageShape mapSize,
      GaussianBlur blur,
      Precision precision) {
    if (gaussians.firstPatch() != 0 || gaussians.patches() != grid.patches()) {
      throw new IllegalArgumentException(
          Text.of(
              "Gaussians of patches %d+%d do not fill the grid %dx%d",
              gaussians.firstPatch(), gaussians.patches(), grid.height(), grid.width()));
    }
    this.grid = grid;
    this.distance = MahalanobisDistance.prepare(gaussians, precision);
    this.interpolator = new MapInterpolator(grid, mapSize, blur);
  }

  /**
   * A generator whose distances are prepared.
   *
   * @param distance of all patches of the grid
   */
  public MahalanobisMapGenerator(
      Grid grid, MahalanobisDistance distance, ImageShape mapSize, GaussianBlur blur) {
    this.grid = grid;
    this.distance = distance;
    this.interpolator = new MapInterpolator(grid, mapSize, blur);
  }

  @Override
  public float[] distances(Embedding embedding) {
    if (!embedding.grid().equals(grid)) {
      throw new IllegalArgumentException(
          "embedding of " + embedding.grid() + " does not fit the model's " + grid);
    }
    return distance.distances(embedding.values());
  }

  @Override
  public AnomalyMap map(float[] distances) {
    return interpolator.map(distances);
  }
}

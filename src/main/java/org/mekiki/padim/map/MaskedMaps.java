package org.mekiki.padim.map;

import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;

/**
 * Maps in which only some patches count, see {@link PatchMask}: pixels of the others get the
 * smallest value of the rest, which leaves score and scale as they are. Thread-safe.
 */
public final class MaskedMaps implements AnomalyMapGenerator {
  private final PatchMask mask;
  private final AnomalyMapGenerator counted;
  private final MapInterpolator interpolator;

  private MaskedMaps(
      PatchMask mask, AnomalyMapGenerator counted, ImageShape mapSize, GaussianBlur blur) {
    this.mask = mask;
    this.counted = counted;
    this.interpolator = new MapInterpolator(mask.grid(), mapSize, blur, mask);
  }

  /** A factory of such maps: the other one makes what computes distances. */
  public static MapGeneratorFactory of(PatchMask mask, MapGeneratorFactory maps) {
    return (grid, gaussians, mapSize, blur) -> {
      PatchGaussians kept = mask.compact(gaussians);
      AnomalyMapGenerator counted = maps.create(row(mask), kept, mapSize, blur);
      return new MaskedMaps(mask, counted, mapSize, blur);
    };
  }

  /**
   * Maps by prepared distances.
   *
   * @param distance of the patches that count, in their order
   */
  public static MaskedMaps of(
      PatchMask mask, MahalanobisDistance distance, ImageShape mapSize, GaussianBlur blur) {
    AnomalyMapGenerator counted = new MahalanobisMapGenerator(row(mask), distance, mapSize, blur);
    return new MaskedMaps(mask, counted, mapSize, blur);
  }

  private static Grid row(PatchMask mask) {
    return new Grid(1, mask.count());
  }

  @Override
  public float[] distances(Embedding embedding) {
    if (!embedding.grid().equals(mask.grid())) {
      throw new IllegalArgumentException(
          "embedding of " + embedding.grid() + " does not fit the model's " + mask.grid());
    }
    int dimensions = embedding.dimensions();
    float[] kept = mask.compact(embedding.values(), dimensions);
    return mask.spread(counted.distances(new Embedding(row(mask), dimensions, kept)));
  }

  @Override
  public float[] counted(float[] distances) {
    return mask.compact(distances, 1);
  }

  /** {@inheritDoc} Those of patches that don't count are not looked at. */
  @Override
  public AnomalyMap map(float[] distances) {
    return interpolator.map(distances);
  }
}

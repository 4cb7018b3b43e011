package org.mekiki.padim.map;

import java.util.Arrays;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Preprocessing;

/**
 * Maps of the cropped picture → maps of the whole one, so that code which lays a map over its
 * picture need not know of the crop. The border that the backbone never saw gets the map's smallest
 * value, which leaves score and scale as they are. Thread-safe.
 */
public final class UncroppedMaps implements AnomalyMapGenerator {
  private final AnomalyMapGenerator cropped;
  private final Preprocessing preprocessing;

  private UncroppedMaps(AnomalyMapGenerator cropped, Preprocessing preprocessing) {
    this.cropped = cropped;
    this.preprocessing = preprocessing;
  }

  /** The same generator where nothing is cropped. */
  public static AnomalyMapGenerator of(AnomalyMapGenerator maps, Preprocessing preprocessing) {
    return preprocessing.crops() ? new UncroppedMaps(maps, preprocessing) : maps;
  }

  @Override
  public float[] distances(Embedding embedding) {
    return cropped.distances(embedding);
  }

  @Override
  public float[] counted(float[] distances) {
    return cropped.counted(distances);
  }

  @Override
  public AnomalyMap map(float[] distances) {
    AnomalyMap seen = cropped.map(distances);
    int width = preprocessing.resized().width();
    int height = preprocessing.resized().height();
    float[] values = new float[height * width];
    Arrays.fill(values, seen.min());
    for (int row = 0; row < seen.height(); row++) {
      int to = (row + preprocessing.cropTop()) * width + preprocessing.cropLeft();
      System.arraycopy(seen.values(), row * seen.width(), values, to, seen.width());
    }
    return new AnomalyMap(height, width, values);
  }
}

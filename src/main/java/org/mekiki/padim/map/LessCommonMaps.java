package org.mekiki.padim.map;

import org.mekiki.padim.feature.Embedding;

/** Maps of distances less what they have in common, see {@link CommonDistance}. Thread-safe. */
public final class LessCommonMaps implements AnomalyMapGenerator {
  private final CommonDistance common;
  private final AnomalyMapGenerator maps;

  private LessCommonMaps(CommonDistance common, AnomalyMapGenerator maps) {
    this.common = common;
    this.maps = maps;
  }

  /**
   * Such maps.
   *
   * @param maps whose own common distance, if it has one, is replaced
   */
  public static AnomalyMapGenerator of(CommonDistance common, AnomalyMapGenerator maps) {
    AnomalyMapGenerator whole = maps instanceof LessCommonMaps less ? less.maps : maps;
    return common.share() == 0 ? whole : new LessCommonMaps(common, whole);
  }

  @Override
  public float[] distances(Embedding embedding) {
    return maps.distances(embedding);
  }

  @Override
  public float[] counted(float[] distances) {
    return maps.counted(distances);
  }

  @Override
  public AnomalyMap map(float[] distances) {
    return maps.map(common.takenOff(distances, counted(distances)));
  }
}

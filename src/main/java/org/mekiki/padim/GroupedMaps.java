package org.mekiki.padim;

import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.AnomalyMapGenerator;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;

/**
 * Maps of a model whose good images fall into groups: distances are multiplied by the factor of the
 * image's group. Thread-safe.
 */
record GroupedMaps(GoodGroups groups, AnomalyMapGenerator maps) implements AnomalyMapGenerator {
  /** The same generator where there are no groups. */
  static AnomalyMapGenerator of(GoodGroups groups, AnomalyMapGenerator maps) {
    return groups.exist() ? new GroupedMaps(groups, maps) : maps;
  }

  static AnomalyMapGenerator withoutGroups(AnomalyMapGenerator maps) {
    return maps instanceof GroupedMaps grouped ? grouped.maps : maps;
  }

  @Override
  public float[] distances(Embedding embedding) {
    float[] distances = maps.distances(embedding);
    groups.scale(distances, Repetition.signature(embedding));
    return distances;
  }

  @Override
  public float[] counted(float[] distances) {
    return maps.counted(distances);
  }

  @Override
  public AnomalyMap map(float[] distances) {
    return maps.map(distances);
  }
}

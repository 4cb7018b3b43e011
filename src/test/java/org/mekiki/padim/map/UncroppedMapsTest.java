package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.Preprocessing;

class UncroppedMapsTest {
  /** Distances are the map. */
  private final AnomalyMapGenerator cropped =
      new AnomalyMapGenerator() {
        @Override
        public float[] distances(Embedding embedding) {
          return embedding.values();
        }

        @Override
        public AnomalyMap map(float[] distances) {
          return new AnomalyMap(2, 3, distances);
        }
      };

  @Test
  void theBorderThatWasCroppedHasTheSmallestValue() {
    Preprocessing preprocessing = Preprocessing.unit(2, 3).croppedFrom(4, 7);
    AnomalyMapGenerator maps = UncroppedMaps.of(cropped, preprocessing);
    float[] values = {9, 3, 4, 5, 6, 7};

    AnomalyMap map = maps.map(maps.distances(new Embedding(new Grid(2, 3), 1, values)));

    assertThat(map.height()).isEqualTo(4);
    assertThat(map.width()).isEqualTo(7);
    assertThat(map.values())
        .containsExactly(
            3, 3, 3, 3, 3, 3, 3, //
            3, 3, 9, 3, 4, 3, 3, //
            3, 3, 5, 6, 7, 3, 3, //
            3, 3, 3, 3, 3, 3, 3);
  }

  @Test
  void withoutACropMapsAreAsTheyWere() {
    assertThat(UncroppedMaps.of(cropped, Preprocessing.unit(2, 3))).isSameAs(cropped);
  }
}

package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MapResizerTest {

  @Test
  void interpolatesBetweenPixelCentresAndRepeatsEdges() {
    assertThat(MapResizer.resize(new float[] {0, 4}, 2, 1, 4, 1)).containsExactly(0, 1, 3, 4);
    assertThat(MapResizer.resize(new float[] {0, 4}, 1, 2, 1, 4)).containsExactly(0, 1, 3, 4);
  }

  @Test
  void interpolatesBothWaysAtOnce() {
    float[] doubled = MapResizer.resize(new float[] {0, 4, 8, 12}, 2, 2, 4, 4);

    assertThat(doubled[5]).isEqualTo(3); // 1/4 of the way right, 1/4 down
    assertThat(doubled[10]).isEqualTo(9);
    assertThat(doubled[15]).isEqualTo(12);
  }

  @Test
  void samplesWhenItShrinks() {
    assertThat(MapResizer.resize(new float[] {0, 1, 2, 3, 4, 5}, 6, 1, 2, 1)).containsExactly(1, 4);
  }

  @Test
  void leavesAMapOfTheRightSizeAlone() {
    float[] map = {1, 2, 3, 4};

    assertThat(MapResizer.resize(map, 2, 2, 2, 2)).isSameAs(map);
  }
}

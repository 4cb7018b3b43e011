package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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

  /** A matrix with all its zeros would take 8 bytes for each input of each output. */
  @Test
  void longSidesTakeLittleMemory() {
    float[] row = new float[60_000];
    Arrays.fill(row, 2);
    row[59_999] = 3;

    float[] wide = MapResizer.resize(row, 60_000, 1, 120_000, 1);

    assertThat(wide).hasSize(120_000);
    assertThat(Arrays.copyOf(wide, 119_997)).containsOnly(2);
    assertThat(Arrays.copyOfRange(wide, 119_997, 120_000)).containsExactly(2.25f, 2.75f, 3);
  }
}

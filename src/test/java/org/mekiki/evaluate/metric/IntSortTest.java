package org.mekiki.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntSortTest {

  @Test
  void sortsAsTheJdkDoes() {
    int[] keys = new Random(2).ints(10_000).toArray();
    keys[0] = Integer.MIN_VALUE;
    keys[1] = Integer.MAX_VALUE;
    keys[2] = keys[3] = 0;
    int[] expected = keys.clone();
    Arrays.sort(expected);

    int[] sorted = IntSort.sort(keys, keys.length, new int[keys.length]);

    assertThat(sorted).isEqualTo(expected);
  }

  @Test
  void leavesWhatIsBehindTheCountAlone() {
    int[] sorted = IntSort.sort(new int[] {3, -1, 2, 9}, 3, new int[3]);

    assertThat(Arrays.copyOf(sorted, 3)).containsExactly(-1, 2, 3);
  }

  @Test
  void keysHaveTheOrderOfTheirFloats() {
    float[] rising = {
      Float.NEGATIVE_INFINITY,
      -3,
      -Float.MIN_VALUE,
      0,
      Float.MIN_VALUE,
      1,
      1.0000001f,
      1e30f,
      Float.POSITIVE_INFINITY
    };
    for (int i = 0; i < rising.length; i++) {
      assertThat(FloatKeys.score(FloatKeys.key(rising[i]))).isEqualTo(rising[i]);
      if (i > 0) {
        assertThat(FloatKeys.key(rising[i])).isGreaterThan(FloatKeys.key(rising[i - 1]));
      }
    }
    assertThat(FloatKeys.key(-0.0f)).isEqualTo(FloatKeys.key(0.0f));
  }
}

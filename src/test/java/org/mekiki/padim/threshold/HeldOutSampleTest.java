package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.SpilledEmbeddings;

class HeldOutSampleTest {
  private static float[] embedding(long seed) {
    Random random = new Random(seed);
    float[] values = new float[50];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  @Test
  void theRankFollowsFromTheImageAndOnlyTiesFromItsPosition() {
    long rank = HeldOutSample.rank(embedding(1), 0);

    assertThat(HeldOutSample.rank(embedding(1), 0)).isEqualTo(rank).isNotNegative();
    assertThat(HeldOutSample.rank(embedding(1), 5)).isEqualTo(rank + 5);
    assertThat(HeldOutSample.rank(embedding(2), 0) >>> 23).isNotEqualTo(rank >>> 23);
  }

  @Test
  void ranksAreSpreadEvenly() {
    int[] eighths = new int[8];
    for (int i = 0; i < 4000; i++) {
      eighths[(int) (HeldOutSample.rank(embedding(i), 0) >>> 60)]++;
    }

    assertThat(Arrays.stream(eighths).min().orElse(0)).isGreaterThan(430);
  }

  @Test
  void allImagesAreLeftOutUpToAThousandOrAGibibyte() {
    assertThat(HeldOutSample.size(784, 200, 1000)).isEqualTo(1000);
    assertThat(HeldOutSample.size(3136, 100, 1000)).isEqualTo(855);
    assertThat(HeldOutSample.size(3136, 550, 1000)).isEqualTo(200);
    assertThat(HeldOutSample.size(784, 200, 64)).isEqualTo(64);
  }

  @Test
  void embeddingsBeyondMemoryComeBackFromDiskAsTheyWere() {
    try (SpilledEmbeddings embeddings = new SpilledEmbeddings(50, 2)) {
      for (int i = 0; i < 6; i++) {
        embeddings.put(i, embedding(i));
      }
      embeddings.put(1, embedding(101));
      embeddings.put(4, embedding(104));

      for (int i = 0; i < 6; i++) {
        float[] read = new float[12];
        embeddings.read(i, 20, 10, read, 1);
        float[] expected = embedding(i == 1 || i == 4 ? 100 + i : i);
        assertThat(Arrays.copyOfRange(read, 1, 11))
            .as("embedding %d", i)
            .containsExactly(Arrays.copyOfRange(expected, 20, 30));
      }
    }
  }
}

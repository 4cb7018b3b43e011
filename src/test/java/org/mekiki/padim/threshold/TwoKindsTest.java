package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class TwoKindsTest {
  /** Signatures that vary a little everywhere, and as told along one direction. */
  private static List<float[]> signatures(int count, ToDoubleFunction<Random> along) {
    Random random = new Random(count);
    List<float[]> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double far = along.applyAsDouble(random);
      float[] signature = new float[Repetition.LENGTH];
      for (int d = 0; d < signature.length; d++) {
        signature[d] = (float) (random.nextGaussian() + far * (d % 3 - 1));
      }
      signatures.add(signature);
    }
    return signatures;
  }

  private static int kinds(List<float[]> signatures) {
    return Arrays.stream(TwoKinds.of(signatures)).max().orElseThrow() + 1;
  }

  @Test
  void twoLampsAreTwoKindsInWhateverOrderTheImagesCome() {
    List<float[]> signatures = signatures(200, r -> r.nextDouble() < 0.3 ? 4 : 0);
    int[] kinds = TwoKinds.of(signatures);

    for (int i = 0; i < kinds.length; i++) {
      boolean far = signatures.get(i)[2] + signatures.get(i)[5] + signatures.get(i)[8] > 6;
      assertThat(kinds[i]).as("image %d", i).isEqualTo(far ? 1 : 0);
    }
    Collections.reverse(signatures);
    int[] reversed = TwoKinds.of(signatures);
    for (int i = 0; i < kinds.length; i++) {
      assertThat(reversed[kinds.length - 1 - i]).isEqualTo(kinds[i]);
    }
  }

  @Test
  void threeOrFourLampsAreAsManyKindsAndMoreAreFour() {
    assertThat(kinds(signatures(200, r -> 4 * r.nextInt(3)))).isEqualTo(3);
    assertThat(kinds(signatures(400, r -> 4 * r.nextInt(4)))).isEqualTo(4);
    assertThat(kinds(signatures(600, r -> new int[] {0, 4, 20, 24, 100, 104}[r.nextInt(6)])))
        .isEqualTo(4);
  }

  @Test
  void aLampThatDriftsEvenlyOrByChanceIsOneKind() {
    assertThat(kinds(signatures(200, r -> 8 * r.nextDouble()))).isEqualTo(1);
    assertThat(kinds(signatures(200, Random::nextGaussian))).isEqualTo(1);
    assertThat(kinds(signatures(200, r -> 0))).isEqualTo(1);
    assertThat(kinds(signatures(600, r -> 4 * r.nextInt(6)))).as("many lamps").isEqualTo(1);
    assertThat(kinds(signatures(40, r -> 8 * r.nextDouble()))).isEqualTo(1);
  }

  @Test
  void aFewOddImagesOrFewImagesAreNoKind() {
    assertThat(kinds(signatures(200, r -> r.nextDouble() < 0.04 ? 9 : 0))).isEqualTo(1);
    assertThat(kinds(signatures(20, r -> r.nextDouble() < 0.5 ? 9 : 0))).isEqualTo(1);
  }
}

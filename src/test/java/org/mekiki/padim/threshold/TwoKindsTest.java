package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

  @Test
  void twoLampsAreTwoKinds() {
    assertThat(TwoKinds.warning(signatures(200, r -> r.nextDouble() < 0.3 ? 4 : 0)).orElse("none"))
        .startsWith("the good frames come in two kinds, 1")
        .endsWith("one model fits neither well; teach a model for each kind");
  }

  @Test
  void aLampThatDriftsEvenlyOrByChanceIsOneKind() {
    assertThat(TwoKinds.warning(signatures(200, r -> 8 * r.nextDouble()))).isEmpty();
    assertThat(TwoKinds.warning(signatures(200, Random::nextGaussian))).isEmpty();
    assertThat(TwoKinds.warning(signatures(200, r -> 0))).isEmpty();
    assertThat(TwoKinds.warning(signatures(40, r -> 8 * r.nextDouble()))).isEmpty();
  }

  @Test
  void aFewOddImagesOrFewImagesAreNoKind() {
    assertThat(TwoKinds.warning(signatures(200, r -> r.nextDouble() < 0.04 ? 9 : 0))).isEmpty();
    assertThat(TwoKinds.warning(signatures(20, r -> r.nextDouble() < 0.5 ? 9 : 0))).isEmpty();
  }
}

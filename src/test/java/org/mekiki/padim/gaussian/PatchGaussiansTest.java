package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatchGaussiansTest {
  private static PatchGaussians part(int first, int patches) {
    float[] mean = new float[2 * patches];
    float[] factor = new float[3 * patches];
    for (int p = 0; p < patches; p++) {
      mean[2 * p] = first + p;
      factor[3 * p] = 10f * (first + p);
    }
    return new PatchGaussians(first, patches, 2, mean, factor);
  }

  @Test
  void joinsPartsInOrder() {
    PatchGaussians whole = PatchGaussians.concat(List.of(part(4, 2), part(6, 1)));

    assertThat(whole.firstPatch()).isEqualTo(4);
    assertThat(whole.patches()).isEqualTo(3);
    assertThat(whole.mean()).containsExactly(4, 0, 5, 0, 6, 0);
    assertThat(whole.factor()).containsExactly(40, 0, 0, 50, 0, 0, 60, 0, 0);
  }

  @Test
  void refusesArraysOfAnotherShape() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchGaussians(0, 2, 2, new float[3], new float[6]))
        .withMessage("3 means do not fill 2 patches of 2 dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchGaussians(0, 2, 2, new float[4], new float[5]))
        .withMessage("5 factors do not fill 2 patches of 2 dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PatchGaussians.ofInt8(0, 2, 2, new float[4], new byte[13]))
        .withMessage("13 bytes of factors do not fill 2 patches of 2 dimensions");
  }

  @Test
  void choosesPatchesInAnyOrder() {
    PatchGaussians chosen = part(4, 3).only(new int[] {2, 0});

    assertThat(chosen.firstPatch()).isZero();
    assertThat(chosen.patches()).isEqualTo(2);
    assertThat(chosen.mean()).containsExactly(6, 0, 4, 0);
    assertThat(chosen.factor()).containsExactly(60, 0, 0, 40, 0, 0);
  }

  @Test
  void refusesGapsBetweenParts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PatchGaussians.concat(List.of(part(0, 2), part(3, 1))))
        .withMessageStartingWith("Gaussians from patch 3 on with 2 dimensions don't continue")
        .withMessageContaining("end before patch 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PatchGaussians.concat(List.of()))
        .withMessage("there are no Gaussians to join");
  }
}

package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndependentGaussiansTest {
  private final PatchGaussians first =
      new PatchGaussians(0, 2, 1, new float[] {1, 2}, new float[] {8, 16});
  private final PatchGaussians second =
      new PatchGaussians(0, 2, 2, new float[] {3, 4, 5, 6}, new float[] {10, 20, 30, 40, 50, 60});

  @Test
  void joinsThemAsABlockEachDividedByItsMedianDistance() {
    // Medians: 4, and 30, the upper one of the two in the middle.
    float[][] ofFirst = {{1, 4}, {12, 4}};
    float[][] ofSecond = {{10, 5}, {90, 30}};

    IndependentGaussians joined =
        IndependentGaussians.of(List.of(first, second), List.of(ofFirst, ofSecond));

    assertThat(joined.gaussians().dimensions()).isEqualTo(3);
    assertThat(joined.gaussians().mean()).containsExactly(1, 3, 4, 2, 5, 6);
    float m = 30;
    assertThat(joined.gaussians().factor())
        .containsExactly(
            2, 0, 10 / m, 0, 20 / m, 30 / m, // patch 0
            4, 0, 40 / m, 0, 50 / m, 60 / m);
    assertThat(joined.distances()[1])
        .containsExactly((float) Math.hypot(3, 3), (float) Math.hypot(1, 1));
  }

  @Test
  void patchesThatHardlyVarySayNothingOfANetwork() {
    // Below a thousandth of 12 are 0 and 0.01; of 4 and 12 the median is the upper one.
    float[][] ofFirst = {{0, 4}, {0.01f, 12}};
    float[][] ofSecond = {{1, 1}, {1, 1}};

    IndependentGaussians joined =
        IndependentGaussians.of(List.of(first, second), List.of(ofFirst, ofSecond));

    assertThat(joined.gaussians().factor()[0]).isEqualTo(8 / 12f);
    assertThat(joined.distances()[0][1]).isEqualTo((float) Math.hypot(4 / 12.0, 1));
  }

  @Test
  void refusesANetworkForWhichAllImagesAreTheSame() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                IndependentGaussians.of(
                    List.of(first, second),
                    List.of(new float[][] {{1, 1}}, new float[][] {{0, 0}})))
        .withMessageContaining("it must be above 0: do the images differ at all?");
  }
}

package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.Reference;
import org.mekiki.padim.feature.BandMatrix;

class ReflectGaussianBlurTest {
  private static final JsonNode REFERENCE = Reference.section("blur");

  @Test
  void blursWhatNumpyBlursEvenWhereThePlaneIsSmallerThanTheKernel() {
    float[] plane = Reference.floats(REFERENCE.get("plane"));

    assertThat(new ReflectGaussianBlur().blur(plane, 9, 21))
        .containsExactly(Reference.floats(REFERENCE.get("sigma4")), within(1e-6f));
    assertThat(new ReflectGaussianBlur(1).blur(plane, 9, 21))
        .containsExactly(Reference.floats(REFERENCE.get("sigma1")), within(1e-6f));
  }

  @Test
  void mirrorsWithoutRepeatingTheEdge() {
    int[] read = new int[9];
    for (int i = 0; i < 9; i++) {
      read[i] = BandMatrix.mirror(i - 3, 3);
    }

    assertThat(read).containsExactly(1, 2, 1, 0, 1, 2, 1, 0, 1);
    assertThat(BandMatrix.mirror(-5, 1)).isZero();
  }

  @Test
  void leavesASinglePixelAlone() {
    assertThat(new ReflectGaussianBlur().blur(new float[] {5}, 1, 1)[0])
        .isCloseTo(5f, within(1e-6f));
  }

  @Test
  void refusesIllegalSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReflectGaussianBlur(Double.NaN))
        .withMessageContaining("sigma NaN is not valid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReflectGaussianBlur().blur(new float[5], 2, 3))
        .withMessage("plane of 5 values does not fill 2x3");
  }
}

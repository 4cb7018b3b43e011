package org.mekiki.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.ReferenceData;

class GaborBankTest {
  /** The reference is written with 12 digits. */
  private static final double REFERENCE_ROUNDING = 1e-12;

  private static final GaborBank BANK = GaborBank.STANDARD;

  @Test
  void equalsTheReferenceBank() {
    List<String[]> rows = ReferenceData.rows("gabor.csv");
    assertThat(rows).hasSize(2 * BANK.orientations());
    for (int row = 0; row < rows.size(); row++) {
      int orientation = row % BANK.orientations();
      double[] filter =
          row < BANK.orientations() ? BANK.real(orientation) : BANK.imaginary(orientation);
      double[] expected = Arrays.stream(rows.get(row)).mapToDouble(Double::parseDouble).toArray();
      assertThat(filter).containsExactly(expected, within(REFERENCE_ROUNDING));
    }
  }

  @Test
  void givesNothingOnAFlatSurface() {
    for (int i = 0; i < BANK.orientations(); i++) {
      assertThat(Arrays.stream(BANK.real(i)).sum()).isCloseTo(0, within(1e-15));
      assertThat(Arrays.stream(BANK.imaginary(i)).sum()).isCloseTo(0, within(1e-15));
    }
  }

  @Test
  void refusesAnEvenSize() {
    assertThatThrownBy(() -> new GaborBank(10, 8, 1.6, 4, 0.6))
        .hasMessage("Gabor bank of 8 filters of odd size 10");
  }

  @Test
  void refusesAnEnvelopeThatIsNotANumber() {
    assertThatThrownBy(() -> new GaborBank(11, 8, Double.NaN, 4, 0.6))
        .hasMessageContaining("sigma NaN");
  }
}

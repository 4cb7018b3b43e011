package org.mekiki.onnx.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.onnx.ReferenceData;

class GaborBankTest {
  /** The reference is written with 12 digits. */
  private static final double REFERENCE_ROUNDING = 1e-12;

  @Test
  void equalsTheReferenceBank() {
    List<String[]> rows = ReferenceData.rows("gabor.csv");
    assertThat(rows).hasSize(2 * GaborBank.ORIENTATIONS);
    for (int row = 0; row < rows.size(); row++) {
      int orientation = row % GaborBank.ORIENTATIONS;
      double[] filter =
          row < GaborBank.ORIENTATIONS
              ? GaborBank.real(orientation)
              : GaborBank.imaginary(orientation);
      double[] expected = Arrays.stream(rows.get(row)).mapToDouble(Double::parseDouble).toArray();
      assertThat(filter).containsExactly(expected, within(REFERENCE_ROUNDING));
    }
  }

  @Test
  void givesNothingOnAFlatSurface() {
    for (int i = 0; i < GaborBank.ORIENTATIONS; i++) {
      assertThat(Arrays.stream(GaborBank.real(i)).sum()).isCloseTo(0, within(1e-15));
      assertThat(Arrays.stream(GaborBank.imaginary(i)).sum()).isCloseTo(0, within(1e-15));
    }
  }
}

package org.mekiki.padim.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.Reference;

class QuantilesTest {
  @Test
  void hasPythonsNormalQuantiles() {
    JsonNode reference = Reference.section("quantiles");
    for (int i = 0; i < reference.get("p").size(); i++) {
      double expected = reference.get("normal").get(i).asDouble();

      assertThat(Quantiles.normal(reference.get("p").get(i).asDouble()))
          .isCloseTo(expected, Percentage.withPercentage(1e-12));
    }
  }

  /** Expected values from SciPy's stats.t.ppf. */
  @ParameterizedTest
  @CsvSource({
    "0.99, 29, 2.4620213601504126",
    "0.99, 9, 2.821437925025809",
    "0.999, 29, 3.3962402883568026",
    "0.95, 4, 2.1318467863266495",
    "0.99, 4, 3.746947387979196"
  })
  void hasStudentsQuantiles(double p, double freedom, double expected) {
    assertThat(Quantiles.student(p, freedom))
        .isCloseTo(expected, Percentage.withPercentage(freedom < 8 ? 1 : 0.1));
  }

  /** Expected values from SciPy's stats.chi2.ppf. */
  @ParameterizedTest
  @CsvSource({
    "0.99, 10, 23.209251158954356",
    "0.99, 100, 135.80672317102676",
    "0.999, 200, 267.5405278227572",
    "0.5, 50, 49.33493673397683"
  })
  void hasChiSquareQuantiles(double p, double freedom, double expected) {
    assertThat(Quantiles.chiSquare(p, freedom)).isCloseTo(expected, Percentage.withPercentage(0.3));
  }
}

package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoDimensionsTest {
  @ParameterizedTest
  @CsvSource({"0, 200", "1, 200", "299, 200", "300, 400", "1000000000000, 400"})
  void moreImagesCarryMoreFeatures(long images, int dimensions) {
    assertThat(AutoDimensions.of(images)).isEqualTo(dimensions);
  }

  @Test
  void saysWhatWasChosenAndWhatMoreImagesWouldGive() {
    assertThat(AutoDimensions.text(299, Reductions.randomSelection(695, 200, 1)))
        .isEqualTo(
            "dimensions are automatic: 200 of 695 features of each patch; with 300 good frames or"
                + " more, up to 400");
    assertThat(AutoDimensions.text(300, Reductions.randomSelection(695, 400, 1)))
        .isEqualTo(
            "dimensions are automatic: 400 of 695 features of each patch, since there are 300 good"
                + " frames or more");
  }

  @Test
  void saysWhereTheNetworkHasNoMore() {
    assertThat(AutoDimensions.text(0, Reductions.all(152)))
        .isEqualTo(
            "dimensions are automatic: 152 of 152 features of each patch; the network has no more");
    assertThat(AutoDimensions.text(500, Reductions.all(152)))
        .startsWith("dimensions are automatic: 152 of 152 features");
  }
}

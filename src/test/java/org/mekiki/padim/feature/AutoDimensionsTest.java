package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoDimensionsTest {
  @ParameterizedTest
  @CsvSource({"0, 200", "1, 200", "299, 200", "300, 400", "1000000000000, 400"})
  void moreImagesCarryMoreFeatures(long images, int dimensions) {
    assertThat(AutoDimensions.of(images)).isEqualTo(dimensions);
  }

  private static String text(long images, int taken, int... features) {
    int inputs = Arrays.stream(features).sum();
    return AutoDimensions.text(images, Reductions.randomSelection(inputs, taken, 1), features);
  }

  @Test
  void saysWhatWasChosenAndWhatMoreImagesWouldGive() {
    assertThat(text(299, 200, 695))
        .isEqualTo(
            "dimensions are automatic: 200 of 695 features of each patch; with 300 good frames or"
                + " more, up to 400");
    assertThat(text(0, 200, 350))
        .isEqualTo(
            "dimensions are automatic: 200 of 350 features of each patch; with 300 good frames or"
                + " more, up to 350");
    assertThat(text(300, 400, 695))
        .isEqualTo(
            "dimensions are automatic: 400 of 695 features of each patch, since there are 300 good"
                + " frames or more");
  }

  @Test
  void countsTheFeaturesOfBothNetworks() {
    assertThat(text(12, 400, 695, 695))
        .isEqualTo(
            "dimensions are automatic: 400 of 1390 features of each patch; with 300 good frames or"
                + " more, up to 800");
    assertThat(text(12, 352, 695, 152))
        .isEqualTo(
            "dimensions are automatic: 352 of 847 features of each patch; with 300 good frames or"
                + " more, up to 552");
    assertThat(text(300, 800, 695, 695))
        .isEqualTo(
            "dimensions are automatic: 800 of 1390 features of each patch, since there are 300 good"
                + " frames or more");
    assertThat(text(12, 252, 152, 100))
        .isEqualTo(
            "dimensions are automatic: 252 of 252 features of each patch; the networks have no"
                + " more");
  }

  @ParameterizedTest
  @CsvSource({"0, 152", "500, 152", "300, 350", "300, 400"})
  void saysWhereTheNetworkHasNoMore(long images, int features) {
    assertThat(text(images, features, features))
        .isEqualTo(
            "dimensions are automatic: %d of %d features of each patch; the network has no more"
                .formatted(features, features));
  }
}

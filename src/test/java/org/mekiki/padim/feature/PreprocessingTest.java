package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  private static final ImageShape INPUT = new ImageShape(3, 4, 6);
  private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

  private static Preprocessing with(int height, int width, ChannelOrder order) {
    return new Preprocessing(INPUT, new ImageShape(3, height, width), order, HALF, HALF);
  }

  @Test
  void cropsTheCentre() {
    Preprocessing crop = with(7, 10, ChannelOrder.RGB);
    assertThat(crop.crops()).isTrue();
    assertThat(crop.cropTop()).isEqualTo(1);
    assertThat(crop.cropLeft()).isEqualTo(2);
    assertThat(crop).isEqualTo(new Preprocessing(INPUT, HALF, HALF).croppedFrom(7, 10));
    assertThat(crop.withSize(4, 6).crops()).isFalse();
  }

  @Test
  void hasAWordToCompareItBy() {
    Preprocessing crop = with(7, 10, ChannelOrder.BGR);
    assertThat(crop.text())
        .isEqualTo(
            """
            width = 6
            height = 4
            resize-width = 10
            resize-height = 7
            channel-order = BGR
            mean = 0.5, 0.5, 0.5
            std = 0.5, 0.5, 0.5
            """);
    assertThat(crop.sha256())
        .matches("[0-9a-f]{64}")
        .isEqualTo(with(7, 10, ChannelOrder.BGR).sha256())
        .isNotEqualTo(with(7, 10, ChannelOrder.RGB).sha256())
        .isNotEqualTo(with(7, 11, ChannelOrder.BGR).sha256());
  }

  @Test
  void refusesWhatCantBeDone() {
    assertThatThrownBy(() -> with(3, 6, ChannelOrder.RGB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a picture resized to 6x3 can't be cropped to 6x4: each side must be at least as"
                + " large");
    List<Double> nan = List.of(0.5, Double.NaN, 0.5);
    assertThatThrownBy(() -> new Preprocessing(INPUT, nan, HALF))
        .hasMessage("mean NaN is not a finite number");
    assertThatThrownBy(() -> new Preprocessing(INPUT, HALF, nan))
        .hasMessage("standard deviation NaN is not above 0");
  }
}

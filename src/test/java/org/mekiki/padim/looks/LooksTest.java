package org.mekiki.padim.looks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

class LooksTest {
  private static final int SIDE = 8;
  private static final double ROUNDING = 1e-3;

  /** A picture of two kinds of columns, as a preprocessing makes it. */
  private static Looks columns(int even, int odd, Preprocessing preprocessing) {
    ImageShape shape = preprocessing.shape();
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int channel = i / (SIDE * SIDE);
      int colour = preprocessing.order() == ChannelOrder.RGB ? channel : 2 - channel;
      double level = (i % 2 == 0 ? even : odd) / 255.0;
      values[i] =
          (float) ((level - preprocessing.mean().get(colour)) / preprocessing.std().get(colour));
    }
    return Looks.of(new ImageTensor(shape, values), preprocessing);
  }

  @Test
  void measuresInGreyLevelsWhateverTheNetworksInputIsLike() {
    Preprocessing rgb = Preprocessing.imageNet(SIDE, SIDE);
    List<Preprocessing> all =
        List.of(
            Preprocessing.unit(SIDE, SIDE),
            rgb,
            new Preprocessing(rgb.shape(), rgb.resized(), ChannelOrder.BGR, rgb.mean(), rgb.std()));

    for (Preprocessing preprocessing : all) {
      Looks looks = columns(100, 140, preprocessing);

      assertThat(looks.brightness()).isCloseTo(120, within(ROUNDING));
      assertThat(looks.contrast()).isCloseTo(20, within(ROUNDING));
      // Seven of fifteen neighbours, those beside each other, differ by 40.
      assertThat(looks.sharpness()).isCloseTo(40 * Math.sqrt(7.0 / 15), within(ROUNDING));
    }
  }

  @Test
  void anEvenPictureHasNeitherContrastNorSharpness() {
    for (int level : new int[] {0, 128, 255}) {
      Looks looks = columns(level, level, Preprocessing.imageNet(SIDE, SIDE));

      assertThat(looks.brightness()).isCloseTo(level, within(ROUNDING)).isNotNegative();
      assertThat(looks.contrast()).isCloseTo(0, within(0.1));
      assertThat(looks.sharpness()).isCloseTo(0, within(ROUNDING));
    }
  }

  @Test
  void aLargePictureIsReadAtAsManyRowsAsOneOf224() {
    for (int height : new int[] {224, 250, 1000}) {
      Preprocessing preprocessing = Preprocessing.unit(height, 2);
      float[] values = new float[preprocessing.shape().size()];
      for (int i = 0; i < 56; i++) {
        for (int channel = 0; channel < 3; channel++) {
          int at = (channel * height + i * height / 56) * 2;
          values[at] = 0.4f;
          values[at + 1] = 0.8f;
        }
      }

      Looks looks = Looks.of(new ImageTensor(preprocessing.shape(), values), preprocessing);

      assertThat(looks.brightness()).as("of %d rows", height).isCloseTo(153, within(ROUNDING));
      assertThat(looks.contrast()).isCloseTo(51, within(ROUNDING));
      // Beside each other they differ by 102, from the rows below by 102 and 204.
      assertThat(looks.sharpness()).isCloseTo(102 * Math.sqrt(6 / 3.0), within(ROUNDING));
    }
  }

  @Test
  void aPictureOfOneRowHasNeighboursBesideEachOtherOnly() {
    Preprocessing row = Preprocessing.unit(1, 3);
    float[] values = {0, 0.2f, 0.4f, 0, 0.2f, 0.4f, 0, 0.2f, 0.4f};

    Looks looks = Looks.of(new ImageTensor(row.shape(), values), row);

    assertThat(looks.brightness()).isCloseTo(51, within(ROUNDING));
    assertThat(looks.sharpness()).isCloseTo(51, within(ROUNDING));
  }
}

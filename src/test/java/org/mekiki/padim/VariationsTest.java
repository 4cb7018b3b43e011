package org.mekiki.padim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.ImageArea;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.gaussian.ImageCopies;

class VariationsTest {
  private static final Preprocessing PREPROCESSING = Preprocessing.imageNet(56, 84);

  /** Grey levels that rise to the right and below, slowly: 0.2 to 0.6. */
  private static ImageTensor ramp() {
    ImageShape shape = PREPROCESSING.shape();
    float[] values = new float[shape.size()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          double level = 0.2 + 0.2 * x / shape.width() + 0.2 * y / shape.height();
          values[(c * shape.height() + y) * shape.width() + x] =
              (float) ((level - PREPROCESSING.mean().get(c)) / PREPROCESSING.std().get(c));
        }
      }
    }
    return new ImageTensor(shape, values);
  }

  private static double level(ImageTensor image, int c, int y, int x) {
    ImageShape shape = image.shape();
    float value = image.values()[(c * shape.height() + y) * shape.width() + x];
    return value * PREPROCESSING.std().get(c) + PREPROCESSING.mean().get(c);
  }

  @Test
  void followFromTheImageAlone() {
    List<ImageTensor> once = Variations.of(ramp(), 4);
    List<ImageTensor> again = Variations.of(ramp(), 4);

    assertThat(once).hasSize(4);
    for (int i = 0; i < once.size(); i++) {
      assertThat(once.get(i).values()).containsExactly(again.get(i).values());
      assertThat(once.get(i).values()).isNotEqualTo(ramp().values());
      assertThat(once.get(i).shape()).isEqualTo(ramp().shape());
    }
    assertThat(once.get(0).values()).isNotEqualTo(once.get(1).values());
  }

  @Test
  void areTurnedByTwoDegreesAndShiftedByTwoPixelsOf224AtMost() {
    for (ImageTensor copy : Variations.of(ramp(), 4)) {
      for (int c = 0; c < 3; c++) {
        for (int[] at : new int[][] {{0, 0}, {28, 42}, {55, 83}, {10, 70}}) {
          // 2 degrees and 2 pixels of 224 move what is there by 2.4 pixels, which differ by 0.006.
          assertThat(level(copy, c, at[0], at[1]))
              .isCloseTo(level(ramp(), c, at[0], at[1]), within(0.02));
        }
      }
    }
  }

  @Test
  void mirrorTheBorderInsteadOfMakingOneUp() {
    ImageTensor white = new ImageTensor(new ImageShape(3, 56, 84), new float[3 * 56 * 84]);
    java.util.Arrays.fill(white.values(), 0.5f);

    for (ImageTensor copy : Variations.of(white, 4)) {
      float first = copy.values()[0];
      for (float value : copy.values()) {
        assertThat(value).isCloseTo(first, within(1e-6f));
      }
    }
  }

  @Test
  void ofSeveralAreasMoveNothingFromOneIntoAnotherAndLeaveTheRest() {
    ImageShape shape = new ImageShape(1, 40, 400);
    float[] values = new float[shape.size()];
    List<ImageArea> areas = List.of(new ImageArea(0, 0, 100, 40), new ImageArea(300, 4, 96, 32));
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 400; x++) {
        values[y * 400 + x] = x < 100 ? 1 : x >= 300 && x < 396 && y >= 4 && y < 36 ? 2 : -x;
      }
    }

    for (ImageTensor copy : Variations.of(new ImageTensor(shape, values), 4, areas)) {
      assertThat(copy.values()).containsExactly(values);
    }
  }

  @Test
  void ofAnAreaAreWhatTheyWouldBeOfAnImageOfItsOwn() {
    int shift = 2;
    ImageShape shape = new ImageShape(1, 64, 448);
    float[] values = new float[shape.size()];
    for (int at = 0; at < values.length; at++) {
      values[at] = at % 448;
    }
    List<ImageArea> areas = List.of(new ImageArea(0, 0, 64, 64), new ImageArea(384, 0, 64, 64));

    for (ImageTensor copy : Variations.of(new ImageTensor(shape, values), 4, areas)) {
      for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 64; x++) {
          assertThat(copy.values()[y * 448 + x]).isCloseTo(x, within((float) shift));
          assertThat(copy.values()[y * 448 + 384 + x])
              .isCloseTo(384 + copy.values()[y * 448 + x], within(1e-3f));
        }
      }
    }
  }

  @Test
  void areTheSameFirstOnesWhereFewerAreWanted() {
    assertThat(Variations.of(ramp(), 0)).isEmpty();
    assertThat(Variations.of(ramp(), 2).get(1).values())
        .containsExactly(Variations.of(ramp(), 4).get(1).values());
  }

  @Test
  void countLessAndLessTowardsTwoHundredImages() {
    assertThat(Variations.weight(3)).isEqualTo(1);
    assertThat(Variations.weight(100)).isEqualTo(1);
    assertThat(Variations.weight(150)).isEqualTo(0.5);
    assertThat(Variations.weight(199)).isCloseTo(0.01, within(1e-12));
    assertThat(Variations.weight(200)).isZero();
    assertThat(Variations.weight(100_000)).isZero();
  }

  @Test
  void areFourOfAnImageThenTwoThenNone() {
    assertThat(Variations.each(99)).isEqualTo(4);
    assertThat(Variations.each(100)).isEqualTo(2);
    assertThat(Variations.each(199)).isEqualTo(2);
    assertThat(Variations.each(200)).isZero();
  }

  @Test
  void areMadeWhereASixthOfTheFramesMayTurnOutUnusable() {
    assertThat(Variations.worthMaking(119)).isEqualTo(4);
    assertThat(Variations.worthMaking(120)).isEqualTo(2);
    assertThat(Variations.worthMaking(239)).isEqualTo(2);
    assertThat(Variations.worthMaking(240)).isZero();
  }

  @Test
  void haveAWeightAboveZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageCopies(new float[0], 4, 0))
        .withMessageContaining("weight 0.0");
  }
}

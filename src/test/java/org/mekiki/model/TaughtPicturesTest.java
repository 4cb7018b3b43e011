package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TaughtPicturesTest {
  @Test
  void theLargestPictureGivesTheSizeAndEachItsBits() {
    TaughtPictures taught =
        TaughtPictures.UNKNOWN.with(40, 30, 8).with(80, 60, 10).with(60, 45, 12).with(0, 0, 4);

    assertThat(taught).isEqualTo(new TaughtPictures(80, 60, 12, false));
    assertThat(TaughtPictures.UNKNOWN.with(0, 0, 9)).isEqualTo(new TaughtPictures(0, 0, 9, false));
    assertThat(TaughtPictures.UNKNOWN.sized()).isFalse();
    assertThat(taught.sized()).isTrue();
  }

  @Test
  void picturesOfOtherShapesAreRemembered() {
    TaughtPictures mixed = TaughtPictures.UNKNOWN.with(40, 30, 8).with(30, 40, 8);

    assertThat(mixed).isEqualTo(new TaughtPictures(40, 30, 8, true));
    assertThat(mixed.with(80, 60, 8).mixedShapes()).isTrue();
    assertThat(mixed.differ(100, 10)).as("any shape was taught").isFalse();
  }

  @Test
  void shapesDifferFromTwoPerCentOn() {
    TaughtPictures square = new TaughtPictures(1000, 1000, 8, false);

    assertThat(square.differ(500, 500)).isFalse();
    assertThat(square.differ(1019, 1000)).isFalse();
    assertThat(square.differ(1000, 1019)).isFalse();
    assertThat(square.differ(1021, 1000)).isTrue();
    assertThat(square.differ(1000, 1021)).isTrue();
    assertThat(TaughtPictures.UNKNOWN.differ(100, 10)).as("nothing is known").isFalse();
  }

  @Test
  void refusesSizesAndBitsThatCanNotBe() {
    for (int[] wrong : new int[][] {{-1, -1, 8}, {0, 5, 8}, {5, 0, 8}, {5, 5, -1}, {5, 5, 17}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TaughtPictures(wrong[0], wrong[1], wrong[2], false))
          .withMessage(
              "taught with pictures of "
                  + wrong[0]
                  + "x"
                  + wrong[1]
                  + " and "
                  + wrong[2]
                  + " bits"); // not by a format, whose digits are the locale's
    }
    assertThat(new TaughtPictures(1, 1, 16, false).bits()).isEqualTo(16);
  }
}

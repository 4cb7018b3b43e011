package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureWarpTest {
  /** Of a slope of brightness: samples are rounded three times. */
  private static final double TOLERANCE = 1.5;

  private static final int SIDE = 240;

  @Test
  void theWholePictureAtItsOwnSizeStaysAsItIs() {
    Picture picture = slope(SIDE, SIDE);

    assertThat(PictureWarp.warp(picture, new double[] {1, 0, 0, 0, 1, 0}, SIDE, SIDE).toBytes())
        .isEqualTo(picture.toBytes());
  }

  @Test
  void aPartAtItsOwnSizeIsThatPart() {
    Picture picture = slope(SIDE, SIDE);
    Picture part = PictureWarp.warp(picture, new double[] {1, 0, 30, 0, 1, 50}, 40, 20);

    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 40; x++) {
        assertThat(part.sample(x, y, 1)).isEqualTo(picture.sample(x + 30, y + 50, 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 1.3, 2, 2.7, 4, 7.5})
  void aPixelLiesWhereTheMapSaysAtEveryScale(double scale) {
    Picture picture = slope(SIDE, SIDE);
    int side = (int) (SIDE / scale / 2);
    double[] map = {scale, 0, 60, 0, scale, 40};
    Picture small = PictureWarp.warp(picture, map, side, side);

    for (int y = 1; y < side - 1; y++) {
      for (int x = 1; x < side - 1; x++) {
        assertThat((double) small.sample(x, y, 0))
            .as("column of %d, %d", x, y)
            .isCloseTo(scale * (x + 0.5) + 60 - 0.5, within(TOLERANCE));
        assertThat((double) small.sample(x, y, 1))
            .as("row of %d, %d", x, y)
            .isCloseTo(scale * (y + 0.5) + 40 - 0.5, within(TOLERANCE));
      }
    }
  }

  @Test
  void aPictureThatWasDecodedAtAHalfGivesTheSamePlaces() {
    Picture half = slope(SIDE / 2, SIDE / 2);
    Picture reduced = new Picture(half.width(), half.height(), 3, SIDE, SIDE, half.toBytes());
    Picture part = PictureWarp.warp(reduced, new double[] {2, 0, 40, 0, 2, 60}, 30, 20);

    assertThat((double) part.sample(10, 5, 0)).isCloseTo(30, within(TOLERANCE));
    assertThat((double) part.sample(10, 5, 1)).isCloseTo(35, within(TOLERANCE));
  }

  @Test
  void aTurnByARightAngleSwapsColumnsAndRows() {
    Picture picture = slope(SIDE, SIDE);
    Picture turned = PictureWarp.warp(picture, new double[] {0, -1, 200, 1, 0, 10}, 50, 30);

    assertThat(turned.sample(7, 3, 0)).isEqualTo(196);
    assertThat(turned.sample(7, 3, 1)).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void shrinkingAveragesInsteadOfPicking(int scale) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i % SIDE + i / SIDE) % 2 == 0 ? 255 : 0);
    }
    Picture board = new Picture(SIDE, SIDE, 1, pixels);
    double turn = 0.3;
    double cos = scale * Math.cos(turn);
    double sin = scale * Math.sin(turn);
    int side = SIDE / scale / 3;
    Picture small =
        PictureWarp.warp(board, new double[] {cos, -sin, 110, sin, cos, 60}, side, side);

    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        assertThat(small.sample(x, y, 0)).isBetween(96, 160);
      }
    }
  }

  @Test
  void beyondThePictureItsBorderGoesOn() {
    Picture picture = slope(SIDE, SIDE);
    Picture beyond = PictureWarp.warp(picture, new double[] {1, 0, -500, 0, 1, 100}, 20, 20);

    assertThat(beyond.sample(10, 10, 0)).isZero();
    assertThat(beyond.sample(10, 10, 1)).isEqualTo(110);
  }

  /** Red is the column, green the row. */
  private static Picture slope(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[3 * (y * width + x)] = (byte) x;
        pixels[3 * (y * width + x) + 1] = (byte) y;
      }
    }
    return new Picture(width, height, 3, pixels);
  }
}

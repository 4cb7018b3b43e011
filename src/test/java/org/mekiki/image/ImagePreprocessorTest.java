package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.feature.ChannelOrder;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.Preprocessing;

class ImagePreprocessorTest {
  /** Half a level for rounding to 8 bits, and float32 weights in OpenCV. */
  private static final double SHRINKING = 0.51 / 255;

  /** Half a level for rounding, and weights of 8 bits per axis in OpenCV's exact bilinear. */
  private static final double GROWING = 1.5 / 255;

  @ParameterizedTest
  @CsvSource({
    "90,70,28,28",
    "64,64,32,32",
    "225,225,224,224",
    "13,9,40,30",
    "40,40,40,40",
    "100,10,20,30",
    "10,100,30,20"
  })
  void agreesWithADefinitionInFloat64(int width, int height, int toWidth, int toHeight) {
    Picture picture = noise(width, height, 3, 5);
    ImageTensor tensor =
        new ImagePreprocessor(Preprocessing.unit(toHeight, toWidth)).apply(picture);
    boolean shrinks = width >= toWidth && height >= toHeight;
    double tolerance = shrinks ? SHRINKING : GROWING + SHRINKING;
    for (int c = 0; c < 3; c++) {
      double[][] expected = reference(picture, c, toWidth, toHeight);
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          assertThat((double) tensor.values()[(c * toHeight + y) * toWidth + x])
              .as("(%d, %d) channel %d", x, y, c)
              .isCloseTo(expected[y][x] / 255, within(tolerance));
        }
      }
    }
  }

  @Test
  void normalisesEachChannelByItsOwnMeanAndDeviation() {
    Picture picture = Picture.ofRaw(PixelFormat.RGB8, 1, 1, 0, new byte[] {(byte) 255, 51, 0});
    Preprocessing settings =
        new Preprocessing(
            new ImageShape(3, 1, 1), List.of(0.5, 0.1, 0.25), List.of(0.25, 0.5, 0.125));
    assertThat(new ImagePreprocessor(settings).apply(picture).values())
        .containsExactly(2.0f, 0.2f, -2.0f);
  }

  @Test
  void cropsTheCentreAfterResizing() {
    Picture picture = noise(9, 8, 3, 6);
    float[] cropped =
        new ImagePreprocessor(Preprocessing.unit(4, 3).croppedFrom(8, 9)).apply(picture).values();
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 3; x++) {
          assertThat(cropped[(c * 4 + y) * 3 + x])
              .isEqualTo((float) (picture.sample(x + 3, y + 2, c) / 255.0));
        }
      }
    }
  }

  @Test
  void givesBlueFirstButKeepsEachColoursMean() {
    Picture picture = Picture.ofRaw(PixelFormat.RGB8, 1, 1, 0, new byte[] {(byte) 255, 51, 0});
    ImageShape one = new ImageShape(3, 1, 1);
    Preprocessing settings =
        new Preprocessing(
            one, one, ChannelOrder.BGR, List.of(0.5, 0.1, 0.25), List.of(0.25, 0.5, 0.125));
    assertThat(new ImagePreprocessor(settings).apply(picture).values())
        .containsExactly(-2.0f, 0.2f, 2.0f);
  }

  @Test
  void givesGreyPicturesThreeEqualChannels() {
    Picture grey = noise(30, 20, 1, 1);
    float[] values = new ImagePreprocessor(Preprocessing.unit(8, 8)).apply(grey).values();
    for (int i = 0; i < 64; i++) {
      assertThat(values[i]).isEqualTo(values[64 + i]).isEqualTo(values[128 + i]);
    }
  }

  @Test
  void refusesABackboneThatDoesNotTakeThreeChannels() {
    Preprocessing one = new Preprocessing(new ImageShape(1, 8, 8), List.of(0.0), List.of(1.0));
    assertThatThrownBy(() -> new ImagePreprocessor(one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pictures are fed as 3 channels (RGB), but the backbone takes 1");
  }

  @Test
  void fitsIntoASquareWithoutChangingTheAspectRatio() {
    Picture fitted = PictureResizer.fit(noise(300, 100, 3, 2), 60);
    assertThat(fitted.width()).isEqualTo(60);
    assertThat(fitted.height()).isEqualTo(20);
    assertThat(fitted.originalWidth()).isEqualTo(300);
    Picture small = noise(30, 10, 3, 2);
    assertThat(PictureResizer.fit(small, 60)).isSameAs(small);
  }

  static Picture noise(int width, int height, int channels, long seed) {
    byte[] pixels = new byte[width * height * channels];
    new Random(seed).nextBytes(pixels);
    return Picture.ofRaw(
        channels == 1 ? PixelFormat.GRAY8 : PixelFormat.RGB8, width, height, 0, pixels);
  }

  /** Separable: per axis the area average or the bilinear weights, straight from the definition. */
  private static double[][] reference(Picture picture, int c, int toWidth, int toHeight) {
    double[][] columns = weights(picture.width(), toWidth);
    double[][] rows = weights(picture.height(), toHeight);
    double[][] result = new double[toHeight][toWidth];
    for (int y = 0; y < toHeight; y++) {
      for (int x = 0; x < toWidth; x++) {
        for (int v = 0; v < picture.height(); v++) {
          for (int u = 0; u < picture.width() && rows[y][v] != 0; u++) {
            result[y][x] += rows[y][v] * columns[x][u] * picture.sample(u, v, c);
          }
        }
      }
    }
    return result;
  }

  private static double[][] weights(int from, int to) {
    double[][] weights = new double[to][from];
    double scale = (double) from / to;
    for (int i = 0; i < to; i++) {
      if (to <= from) {
        for (int j = 0; j < from; j++) {
          double covered = Math.min(j + 1, (i + 1) * scale) - Math.max(j, i * scale);
          weights[i][j] = Math.max(0, covered) / scale;
        }
      } else {
        double centre = Math.min(from - 1, Math.max(0, (i + 0.5) * scale - 0.5));
        int left = (int) centre;
        weights[i][left] += 1 - (centre - left);
        weights[i][Math.min(from - 1, left + 1)] += centre - left;
      }
    }
    return weights;
  }
}

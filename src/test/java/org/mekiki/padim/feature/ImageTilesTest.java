package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageTilesTest {
  private static final int SIDE = 32;
  private static final FeatureShape FINE = new FeatureShape("fine", 2, 16, 16);
  private static final FeatureShape COARSE = new FeatureShape("coarse", 1, 8, 8);

  @Test
  void patchesThatOnlySeeThemselvesAreThoseOfTheWholePicture() {
    ImageTiles tiles = ImageTiles.of(network(SIDE, FINE, COARSE), 72, 100);
    ImageTensor image = ramp(72, 100);

    List<FeatureMap> found = tiles.extract(image, tile -> means(tiles.tile(), tile));

    List<FeatureMap> expected = means(tiles.whole(), image);
    assertThat(tiles.whole().features())
        .containsExactly(
            new FeatureShape("fine", 2, 36, 50), new FeatureShape("coarse", 1, 18, 25));
    for (int f = 0; f < expected.size(); f++) {
      assertThat(found.get(f).shape()).isEqualTo(expected.get(f).shape());
      assertThat(found.get(f).values()).containsExactly(expected.get(f).values());
    }
  }

  /** The fake network tells how far each patch lies from the tile's middle. */
  @Test
  void noPatchInsideComesFromATilesBorder() {
    ImageTiles tiles = ImageTiles.of(network(SIDE, COARSE), 100, 100);

    float[] found = tiles.extract(ramp(100, 100), tile -> List.of(columns(COARSE))).get(0).values();

    for (int row = 0; row < 25; row++) {
      for (int column = 1; column < 24; column++) {
        assertThat(found[row * 25 + column])
            .as("column in its tile of the patch at %d, %d", column, row)
            .isBetween(1f, 6f);
      }
    }
    assertThat(found[0]).isEqualTo(0);
    assertThat(found[24]).isEqualTo(7);
  }

  @Test
  void aPictureOfTheNetworksSizeIsOneTile() {
    ImageTiles tiles = ImageTiles.of(network(SIDE, FINE), SIDE, SIDE);
    List<ImageTensor> seen = new ArrayList<>();
    ImageTensor image = ramp(SIDE, SIDE);

    tiles.extract(image, tile -> noted(tiles, tile, seen));

    assertThat(tiles.tiles()).isEqualTo(1);
    assertThat(seen.get(0).values()).containsExactly(image.values());
  }

  @Test
  void aShortSideIsMirroredAtBothEnds() {
    ImageTiles tiles = ImageTiles.of(network(SIDE, COARSE), 8, SIDE);
    List<ImageTensor> seen = new ArrayList<>();

    List<FeatureMap> found = tiles.extract(ramp(8, SIDE), tile -> noted(tiles, tile, seen));

    assertThat(tiles.whole().features()).containsExactly(new FeatureShape("coarse", 1, 2, 8));
    int[] rows = {4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 6};
    for (int i = 0; i < rows.length; i++) {
      assertThat(seen.get(0).values()[(i + 7) * SIDE])
          .as("row %d of the tile", i + 7)
          .isEqualTo(ramp(8, SIDE).values()[rows[i] * SIDE]);
    }
    assertThat(found.get(0).values())
        .containsExactly(means(tiles.whole(), ramp(8, SIDE)).get(0).values());
  }

  /** Patches of 4 pixels on 30: stretched to 32, so that each covers as much of the picture. */
  @Test
  void aSideThatIsNoWholeNumberOfPatchesIsStretched() {
    ImageTiles tiles = ImageTiles.of(network(SIDE, COARSE), 30, SIDE);

    FeatureMap found = tiles.extract(ramp(30, SIDE), tile -> means(tiles.tile(), tile)).get(0);

    assertThat(found.shape()).isEqualTo(new FeatureShape("coarse", 1, 8, 8));
    for (int row = 1; row < 7; row++) {
      double middle = (row + 0.5) * 30 / 8 - 0.5;
      double expected = rampAt(0, middle, 1.5);
      assertThat((double) found.values()[row * 8])
          .as("row %d", row)
          .isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void patchesThatAreNoWholePixelsCantBeTiled() {
    assertThatThrownBy(() -> ImageTiles.of(network(SIDE, new FeatureShape("odd", 1, 5, 5)), 64, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "backbone 'fake' can't be tiled: 5 patches of 'odd' lie on 32 pixels, which is not a"
                + " whole number of pixels each");
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    ImageTiles tiles = ImageTiles.of(network(SIDE, COARSE), 64, 64);
    assertThatThrownBy(() -> tiles.extract(ramp(64, 32), tile -> List.of()))
        .hasMessageContaining("tiles are for");
  }

  private static Backbone network(int side, FeatureShape... features) {
    return new Backbone("fake", "0".repeat(64), Preprocessing.unit(side, side), List.of(features));
  }

  private static List<FeatureMap> noted(
      ImageTiles tiles, ImageTensor tile, List<ImageTensor> seen) {
    seen.add(tile);
    return means(tiles.tile(), tile);
  }

  /** Of the pixels that a patch covers, in the first channels. */
  private static List<FeatureMap> means(Backbone network, ImageTensor image) {
    int height = image.shape().height();
    int width = image.shape().width();
    List<FeatureMap> maps = new ArrayList<>();
    for (FeatureShape shape : network.features()) {
      int high = height / shape.height();
      int wide = width / shape.width();
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        int channel = i / (shape.height() * shape.width());
        int top = i / shape.width() % shape.height() * high;
        int left = i % shape.width() * wide;
        double sum = 0;
        for (int y = top; y < top + high; y++) {
          for (int x = left; x < left + wide; x++) {
            sum += image.values()[(channel * height + y) * width + x];
          }
        }
        values[i] = (float) (sum / (high * wide));
      }
      maps.add(new FeatureMap(shape, values));
    }
    return maps;
  }

  private static FeatureMap columns(FeatureShape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % shape.width();
    }
    return new FeatureMap(shape, values);
  }

  private static ImageTensor ramp(int height, int width) {
    ImageShape shape = new ImageShape(3, height, width);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int channel = i / (height * width);
      values[i] = (float) rampAt(channel, i / width % height, i % width);
    }
    return new ImageTensor(shape, values);
  }

  private static double rampAt(int channel, double row, double column) {
    return channel + 0.01 * row + 0.0001 * column;
  }
}

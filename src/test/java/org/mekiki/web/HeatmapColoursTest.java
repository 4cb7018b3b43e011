package org.mekiki.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mekiki.image.EncodedHeatmap;
import org.mekiki.image.HeatmapCodec;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Overlay;
import org.mekiki.image.Picture;
import org.mekiki.image.PixelFormat;

/** Colouring is checked by another PNG reader than the one that wrote the map. */
class HeatmapColoursTest {
  @Test
  void coloursFollowTheDistanceOverTheThreshold() throws IOException {
    BufferedImage image = read(HeatmapColours.png(Shots.MAP, 10));
    assertThat(image.getRGB(0, 1) & 0xffffff).isEqualTo(near(Overlay.colour(0.75), image, 0, 1));
    assertThat(image.getRGB(1, 1) & 0xffffff).isEqualTo(Overlay.colour(1));
    assertThat(alpha(image, 0, 0)).isZero();
    assertThat(alpha(image, 1, 0)).isZero();
    assertThat(alpha(image, 0, 1)).isGreaterThan(250);
    assertThat(alpha(image, 1, 1)).isEqualTo(255);
  }

  @Test
  void theSameDistanceHasTheSameColourWhateverElseIsInTheMap() throws IOException {
    HeatmapCodec codec = new HeatmapCodec();
    EncodedHeatmap calm = codec.encode(new float[] {2, 8}, 2, 1);
    EncodedHeatmap wild = codec.encode(new float[] {8, 40}, 2, 1);
    int inCalm = read(HeatmapColours.png(calm, 10)).getRGB(1, 0);
    int inWild = read(HeatmapColours.png(wild, 10)).getRGB(0, 0);
    assertThat(inCalm).isEqualTo(inWild);
  }

  @Test
  void aGoodFrameIsNeverRed() throws IOException {
    EncodedHeatmap map = new HeatmapCodec().encode(new float[] {1, 9.9f}, 2, 1);
    int rgb = read(HeatmapColours.png(map, 10)).getRGB(1, 0);
    int green = rgb >> 8 & 0xff;
    assertThat(green).as("orange still has green in it").isGreaterThan(110);
  }

  @Test
  void keepsEveryPixelOfARealSizedMap() throws IOException {
    int side = 224;
    float[] map = new float[side * side];
    Random random = new Random(5);
    for (int i = 0; i < map.length; i++) {
      map[i] = 20 * random.nextFloat();
    }
    EncodedHeatmap heatmap = new HeatmapCodec().encode(map, side, side);
    float[] decoded = new HeatmapCodec().decode(heatmap);
    BufferedImage image = read(HeatmapColours.png(heatmap, 10));
    for (int i = 0; i < map.length; i++) {
      int expected = Overlay.colour(decoded[i] / 10 * 0.75);
      assertThat(image.getRGB(i % side, i / side) & 0xffffff).as("pixel %d", i).isEqualTo(expected);
    }
  }

  @Test
  void aConstantMapAndAThresholdOfZeroAreDefined() throws IOException {
    EncodedHeatmap flat = new HeatmapCodec().encode(new float[] {3, 3}, 2, 1);
    assertThat(alpha(read(HeatmapColours.png(flat, 10)), 0, 0)).isZero();
    assertThat(alpha(read(HeatmapColours.png(flat, 0)), 0, 0)).isEqualTo(255);
  }

  @Test
  void refusesWhatIsNoGreyPng() {
    Picture colour = Picture.ofRaw(PixelFormat.RGB8, 1, 1, 0, new byte[3]);
    EncodedHeatmap rgb = new EncodedHeatmap(1, 1, 0, 1, ImageWriter.png(colour));
    assertThatThrownBy(() -> HeatmapColours.png(rgb, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the heatmap is not a whole greyscale PNG of 8 bits a pixel");
    byte[] whole = Shots.MAP.png();
    for (int length = 0; length < whole.length; length++) {
      EncodedHeatmap cut = new EncodedHeatmap(2, 2, 0, 1, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> HeatmapColours.png(cut, 1))
          .as("cut to %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] hostile = whole.clone();
    hostile[8] = (byte) 0xff; // a chunk of a negative length
    EncodedHeatmap broken = new EncodedHeatmap(2, 2, 0, 1, hostile);
    assertThatThrownBy(() -> HeatmapColours.png(broken, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * The expected colour if it differs by one level of quantisation at most, else something else.
   */
  private static int near(int expected, BufferedImage image, int x, int y) {
    int actual = image.getRGB(x, y) & 0xffffff;
    for (int shift = 0; shift <= 16; shift += 8) {
      if (Math.abs((actual >> shift & 0xff) - (expected >> shift & 0xff)) > 6) {
        return expected;
      }
    }
    return actual;
  }

  private static int alpha(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >>> 24;
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}

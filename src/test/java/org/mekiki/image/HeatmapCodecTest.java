package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mekiki.image.file.ImageException;

class HeatmapCodecTest {
  private final HeatmapCodec codec = new HeatmapCodec();

  @Test
  void isOffByAtMostHalfAStepWhateverTheRange() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      double scale = Math.pow(10, random.nextInt(12) - 6);
      double offset = (random.nextInt(21) - 10) * scale;
      float[] map = new float[width * height];
      for (int i = 0; i < map.length; i++) {
        map[i] = (float) (offset + scale * random.nextGaussian());
      }
      EncodedHeatmap encoded = codec.encode(map, width, height);
      float[] decoded = codec.decode(encoded);
      double range = encoded.maximum() - encoded.minimum();
      double largest = Math.max(Math.abs(encoded.maximum()), Math.abs(encoded.minimum()));
      assertThat(decoded).hasSameSizeAs(map);
      for (int i = 0; i < map.length; i++) {
        assertThat(Math.abs((double) decoded[i] - map[i]))
            .isLessThanOrEqualTo(range / 510 * (1 + 1e-9) + largest * 0x1p-24);
      }
    }
  }

  @Test
  void keepsTheExtremesExactly() {
    float[] decoded = codec.decode(codec.encode(new float[] {3.25f, 1.5f, 2f, 9.75f}, 2, 2));
    assertThat(decoded[1]).isEqualTo(1.5f);
    assertThat(decoded[3]).isEqualTo(9.75f);
  }

  @Test
  void keepsAConstantMap() {
    EncodedHeatmap encoded = codec.encode(new float[] {7.5f, 7.5f, 7.5f}, 3, 1);
    assertThat(encoded.minimum()).isEqualTo(7.5);
    assertThat(encoded.maximum()).isEqualTo(7.5);
    assertThat(codec.decode(encoded)).containsExactly(7.5f, 7.5f, 7.5f);
  }

  @Test
  void spansTheWholeFloatRange() {
    float[] map = {-Float.MAX_VALUE, Float.MAX_VALUE};
    assertThat(codec.decode(codec.encode(map, 2, 1))).containsExactly(map);
  }

  @Test
  void isSmallForASmoothMap() {
    float[] map = new float[224 * 224];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) (Math.sin(i % 224 * 0.05) * Math.cos(i / 224 * 0.04));
    }
    assertThat(codec.encode(map, 224, 224).png()).hasSizeLessThan(20_000);
  }

  /** Other readers than ours take it, too. */
  @Test
  void isAPngForTheJdkAsWell() throws IOException {
    for (int[] size : new int[][] {{1, 1}, {1, 9}, {9, 1}, {31, 17}}) {
      Random random = new Random(5);
      float[] map = new float[size[0] * size[1]];
      for (int i = 0; i < map.length; i++) {
        map[i] = i == 0 ? 0 : i == 1 ? 255 : random.nextInt(256);
      }
      BufferedImage read =
          ImageIO.read(new ByteArrayInputStream(codec.encode(map, size[0], size[1]).png()));
      int[] values = read.getRaster().getPixels(0, 0, size[0], size[1], new int[size[0] * size[1]]);
      for (int i = 0; i < map.length; i++) {
        assertThat(values[i]).isEqualTo((int) map[i]);
      }
    }
  }

  @Test
  void refusesNanInfinityAndWrongSizes() {
    assertThatThrownBy(() -> codec.encode(new float[] {1, Float.NaN}, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("heatmap value NaN at index 1 is not finite");
    assertThatThrownBy(() -> codec.encode(new float[] {Float.NEGATIVE_INFINITY}, 1, 1))
        .hasMessage("heatmap value -Infinity at index 0 is not finite");
    assertThatThrownBy(() -> codec.encode(new float[5], 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("map of 5 values is not 2 columns x 2 rows");
  }

  @Test
  void refusesAPngThatDoesNotFit() {
    byte[] png = ImageWriter.png(Samples.grey(3, 3));
    assertThatThrownBy(() -> codec.decode(new EncodedHeatmap(4, 3, 0, 1, png)))
        .isInstanceOf(ImageException.class)
        .hasMessage("heatmap of 4x3 values holds a 3x3 grey picture");
    assertThatThrownBy(() -> new EncodedHeatmap(4, 3, 2, 1, png))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("heatmap from 2.0 to 1.0 is not a finite range");
  }
}

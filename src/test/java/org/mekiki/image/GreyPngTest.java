package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.image.file.ImageLimits;

class GreyPngTest {
  private static byte[] noise(int length) {
    byte[] pixels = new byte[length];
    new Random(length).nextBytes(pixels);
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "9, 1", "224, 224", "641, 3", "300, 1000"})
  void isReadByOthersToTheByte(int width, int height) throws IOException {
    byte[] pixels = noise(width * height);

    byte[] png = GreyPng.encode(pixels, width, height);

    BufferedImage java = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(java.getWidth()).isEqualTo(width);
    assertThat(java.getHeight()).isEqualTo(height);
    assertThat(java.getRaster().getNumBands()).isEqualTo(1);
    byte[] read = (byte[]) java.getRaster().getDataElements(0, 0, width, height, null);
    assertThat(read).isEqualTo(pixels);
    assertThat(new ImageDecoder(ImageLimits.DEFAULT).decode(png).pixels()).isEqualTo(pixels);
  }

  @ParameterizedTest
  @CsvSource({"224, 224"})
  void isAtMostAThirdLargerThanWithASearchForRepetitions(int width, int height) {
    byte[] smooth = new byte[width * height];
    for (int i = 0; i < smooth.length; i++) {
      double x = i % width / 20.0;
      double y = Math.floorDiv(i, width) / 30.0;
      smooth[i] = (byte) (int) (127 + 120 * Math.sin(x) * Math.cos(y + x / 3));
    }

    assertThat(GreyPng.encode(smooth, width, height).length)
        .isLessThan(ImageWriter.png(new Picture(width, height, 1, smooth)).length * 4 / 3);
  }
}

package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.image.file.ImageLimits;

class SampleBitsTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "1023,10",
    "1024,12",
    "4095,12",
    "4096,14",
    "16383,14",
    "16384,16",
    "65535,16",
    "0,10"
  })
  void theBrightestSampleTellsWhichSensorItIs(int brightest, int bits) {
    for (String format : new String[] {"png", "tiff"}) {
      SampleBits learned = new SampleBits();
      learned.add(decoder.bitsTaken(sixteenBits(format, 0, 300, 17)));
      learned.add(decoder.bitsTaken(sixteenBits(format, 0, brightest, 3)));
      assertThat(learned.bits()).as(format).isEqualTo(bits);
    }
  }

  @Test
  void picturesWithSamplesOfEightBitsSayNothing() {
    SampleBits learned = new SampleBits();
    learned.add(decoder.bitsTaken(ImageWriter.png(Samples.grey(5, 5))));
    learned.add(decoder.bitsTaken(ImageWriter.jpeg(Samples.grey(5, 5), 90)));
    assertThat(learned.bits()).isEqualTo(SampleBits.UNKNOWN);
    learned.add(OptionalInt.of(11));
    assertThat(learned.bits()).isEqualTo(12);
  }

  @Test
  void theHighestValueOfTheBitsIsWhite() {
    for (String format : new String[] {"png", "tiff"}) {
      Picture picture = decoder.decode(sixteenBits(format, 0, 2048, 4095), 3, 1, 12);
      assertThat(picture.toBytes()).as(format).containsExactly(0, (byte) 128, (byte) 255);
    }
  }

  @Test
  void moreThanTheBitsCanHoldIsWhiteAsWell() {
    Picture picture = decoder.decode(sixteenBits("png", 4096, 65535, 1), 3, 1, 12);
    assertThat(picture.toBytes()).containsExactly((byte) 255, (byte) 255, 0);
  }

  @Test
  void bitsOutOfRangeAreRefused() {
    byte[] png = ImageWriter.png(Samples.grey(5, 5));
    assertThatThrownBy(() -> decoder.decode(png, 5, 5, 17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("17 bits of a sample: 1 to 16 are possible");
  }

  private static byte[] sixteenBits(String format, int... levels) {
    BufferedImage image = new BufferedImage(levels.length, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < levels.length; x++) {
      image.getRaster().setSample(x, 0, 0, levels[x]);
    }
    return Samples.imageIo(image, format);
  }
}

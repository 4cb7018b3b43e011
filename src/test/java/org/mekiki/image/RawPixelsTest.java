package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.ImageLimits;

class RawPixelsTest {
  @Test
  void samplesThatLieAsInAPictureAreCopiedOnlyWhereTheArrayMayChange() {
    byte[] pixels = {1, 2, 3, 4, 5, 6};
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    Picture copied = Picture.ofRaw(PixelFormat.GRAY8, 3, 2, 0, pixels);
    Picture shared = decoder.raw(PixelFormat.GRAY8, 3, 2, 0, pixels);
    Picture swapped = decoder.raw(PixelFormat.BGR8, 2, 1, 0, pixels);
    Picture withGaps = decoder.raw(PixelFormat.GRAY8, 2, 2, 3, pixels);

    assertThat(copied.pixels()).isEqualTo(pixels).isNotSameAs(pixels);
    assertThat(shared.pixels()).isSameAs(pixels);
    assertThat(swapped.pixels()).containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(withGaps.pixels()).containsExactly(1, 2, 4, 5);
    assertThat(pixels).as("left as it was").containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void unpackedSamplesAreScaledByTheirBits() {
    byte[] levels = {0, 0, 0, 2, (byte) 0xff, 3}; // 0, 512, 1023
    assertThat(Picture.ofRaw(PixelFormat.MONO10, 3, 1, 0, levels).toBytes())
        .containsExactly(0, (byte) 128, (byte) 255);
    byte[] twelve = {0, 0, 0, 8, (byte) 0xff, 0xf}; // 0, 2048, 4095
    assertThat(Picture.ofRaw(PixelFormat.MONO12, 3, 1, 0, twelve).toBytes())
        .containsExactly(0, (byte) 128, (byte) 255);
    byte[] sixteen = {0, 0, 0, (byte) 0x80, (byte) 0xff, (byte) 0xff};
    assertThat(Picture.ofRaw(PixelFormat.MONO16, 3, 1, 0, sixteen).toBytes())
        .containsExactly(0, (byte) 128, (byte) 255);
  }

  /**
   * As in GenICam's Pixel Format Naming Convention 2.3, 5.1 and 5.2, and GigE Vision 2.0, 26.2: two
   * pixels 0xABC and 0x123, or four of 10 bits.
   */
  @Test
  void packedSamplesLieAsTheStandardsSay() {
    byte[] twelveP = {(byte) 0xbc, 0x3a, 0x12};
    assertThat(Picture.ofRaw(PixelFormat.MONO12P, 2, 1, 0, twelveP).toBytes())
        .containsExactly(scaled(0xabc, 12), scaled(0x123, 12));
    byte[] twelvePacked = {(byte) 0xab, 0x3c, 0x12};
    assertThat(Picture.ofRaw(PixelFormat.MONO12_PACKED, 2, 1, 0, twelvePacked).toBytes())
        .containsExactly(scaled(0xabc, 12), scaled(0x123, 12));
    int[] pixels = {0x3ff, 0x001, 0x2aa, 0x155};
    byte[] tenP = new byte[5];
    for (int i = 0; i < 40; i++) {
      tenP[i / 8] |= (byte) ((pixels[i / 10] >> i % 10 & 1) << i % 8);
    }
    assertThat(Picture.ofRaw(PixelFormat.MONO10P, 4, 1, 0, tenP).toBytes())
        .containsExactly(
            scaled(0x3ff, 10), scaled(0x001, 10), scaled(0x2aa, 10), scaled(0x155, 10));
    byte[] tenPacked = {(byte) (0x2aa >> 2), (byte) (0x2aa & 3 | (0x155 & 3) << 4), 0x155 >> 2};
    assertThat(Picture.ofRaw(PixelFormat.MONO10_PACKED, 2, 1, 0, tenPacked).toBytes())
        .containsExactly(scaled(0x2aa, 10), scaled(0x155, 10));
  }

  @Test
  void oddWidthsEndWithinAPairAndRowsBeginWithAWholeByte() {
    byte[] rows = {1, 0, 2, 0};
    assertThat(Picture.ofRaw(PixelFormat.MONO12_PACKED, 1, 2, 0, rows).toBytes())
        .containsExactly(scaled(0x10, 12), scaled(0x20, 12));
    assertThat(PixelFormat.MONO12P.rowBytes(3)).isEqualTo(5);
    assertThat(PixelFormat.MONO10P.rowBytes(3)).isEqualTo(4);
    assertThat(PixelFormat.MONO10_PACKED.rowBytes(3)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "BAYER_RG8,0,1,1,2", "BAYER_GR8,1,0,2,1", "BAYER_GB8,1,2,0,1", "BAYER_BG8,2,1,1,0",
    "BAYER_RG12,0,1,1,2", "BAYER_GR12,1,0,2,1", "BAYER_GB12,1,2,0,1", "BAYER_BG12,2,1,1,0"
  })
  void aFlatColourBehindAFilterIsThatColour(
      PixelFormat format, int first, int second, int third, int fourth) {
    int[] colour = {200, 100, 50};
    int[] filter = {first, second, third, fourth};
    int side = 6;
    byte[] mosaic = new byte[(int) format.rowBytes(side) * side];
    for (int i = 0; i < side * side; i++) {
      int level = colour[filter[i / side % 2 * 2 + i % side % 2]];
      if (format.bits() == 8) {
        mosaic[i] = (byte) level;
      } else {
        int twelve = (level * 4095 + 127) / 255;
        mosaic[2 * i] = (byte) twelve;
        mosaic[2 * i + 1] = (byte) (twelve >> 8);
      }
    }

    Picture picture = Picture.ofRaw(format, side, side, 0, mosaic);

    assertThat(picture.channels()).isEqualTo(3);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        assertThat(
                new int[] {
                  picture.sample(x, y, 0), picture.sample(x, y, 1), picture.sample(x, y, 2)
                })
            .as("pixel %d, %d", x, y)
            .containsExactly(colour);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void everyFormatTakesPaddedRowsAndRefusesTooFewBytes(PixelFormat format) {
    int rowBytes = (int) format.rowBytes(5);
    byte[] tight = new byte[4 * rowBytes];
    for (int i = 0; i < tight.length; i++) {
      tight[i] = (byte) (i * 37);
    }
    byte[] padded = new byte[4 * (rowBytes + 3)];
    for (int y = 0; y < 4; y++) {
      System.arraycopy(tight, y * rowBytes, padded, y * (rowBytes + 3), rowBytes);
    }
    assertThat(Picture.ofRaw(format, 5, 4, rowBytes + 3, padded).toBytes())
        .isEqualTo(Picture.ofRaw(format, 5, 4, 0, tight).toBytes());
    assertThatThrownBy(() -> Picture.ofRaw(format, 5, 4, 0, Arrays.copyOf(tight, tight.length - 1)))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED));
  }

  @Test
  void aFilterNeedsTwoRowsAndColumns() {
    assertThatThrownBy(() -> Picture.ofRaw(PixelFormat.BAYER_RG8, 1, 4, 0, new byte[4]))
        .isInstanceOf(ImageException.class)
        .hasMessage("raw BAYER_RG8 frame of 1x4 pixels: width and height must be at least 2");
  }

  private static byte scaled(int value, int bits) {
    return (byte) Math.round(value * 255.0 / ((1 << bits) - 1));
  }
}

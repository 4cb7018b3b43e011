package org.mekiki.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.Samples;
import org.mekiki.image.file.ImageException.Reason;

class ImageHeaderTest {
  @ParameterizedTest
  @CsvSource({
    ".jpg,JPEG,1",
    ".jpg,JPEG,3",
    ".png,PNG,1",
    ".png,PNG,3",
    ".bmp,BMP,1",
    ".bmp,BMP,3",
    ".webp,WEBP,3",
    ".tiff,TIFF,1",
    ".tiff,TIFF,3"
  })
  void readsSizeAndChannelsOfEveryFormat(String extension, ImageFormat format, int channels) {
    Picture picture = channels == 1 ? Samples.grey(300, 7) : Samples.colour(300, 7);
    assertThat(ImageHeader.read(Samples.openCv(picture, extension)))
        .isEqualTo(new ImageHeader(format, 300, 7, channels));
  }

  @Test
  void readsABigEndianTiff() {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 3 * 12);
    tiff.put(new byte[] {'M', 'M', 0, 42}).putInt(8).putShort((short) 3);
    tiff.putShort((short) 256).putShort((short) 4).putInt(1).putInt(70_000);
    tiff.putShort((short) 257)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 9)
        .putShort((short) 0);
    tiff.putShort((short) 262)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) 1)
        .putShort((short) 0);
    assertThat(ImageHeader.read(tiff.array()))
        .isEqualTo(new ImageHeader(ImageFormat.TIFF, 70_000, 9, 1));
  }

  @Test
  void readsALosslessWebp() {
    ByteBuffer webp = webp("VP8L");
    webp.put((byte) 0x2f).putInt(1234 - 1 | (567 - 1) << 14);
    assertThat(ImageHeader.read(webp.array()))
        .isEqualTo(new ImageHeader(ImageFormat.WEBP, 1234, 567, 3));
  }

  @Test
  void readsAnExtendedWebp() {
    ByteBuffer webp = webp("VP8X");
    webp.putInt(0).put(new byte[] {(byte) 0x9f, (byte) 0x86, 1, 9, 0, 0});
    assertThat(ImageHeader.read(webp.array()))
        .isEqualTo(new ImageHeader(ImageFormat.WEBP, 100_000, 10, 3));
  }

  @Test
  void readsATopDownBitmapsNegativeHeight() {
    byte[] bmp = Samples.openCv(Samples.colour(12, 8), ".bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(22, -8);
    assertThat(ImageHeader.read(bmp).height()).isEqualTo(8);
  }

  @Test
  void readsASizeThatNoIntHolds() {
    byte[] png = ImageWriter.png(Samples.grey(4, 4));
    ByteBuffer.wrap(png).putInt(16, 0xffff_ffff);
    assertThatThrownBy(() -> ImageHeader.read(png))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessage("the PNG claims 4294967295x4 pixels, more than any picture can have");
  }

  @Test
  void refusesAJpegWithoutAFrameHeader() {
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};
    assertThatThrownBy(() -> ImageHeader.read(jpeg))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE))
        .hasMessageContaining("has no frame header");
  }

  private static ByteBuffer webp(String chunk) {
    ByteBuffer webp = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    webp.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(32);
    webp.put("WEBP".getBytes(StandardCharsets.US_ASCII));
    webp.put(chunk.getBytes(StandardCharsets.US_ASCII)).putInt(20);
    return webp;
  }
}

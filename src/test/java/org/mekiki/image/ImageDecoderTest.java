package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.ImageLimits;

class ImageDecoderTest {
  private static final int JPEG_TOLERANCE = 10;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void decodesLosslessColourExactlyInRgbOrder(String format) {
    Picture original = Samples.colour(37, 23);
    Picture decoded = decoder.decode(Samples.imageIo(original, format));
    assertThat(decoded.channels()).isEqualTo(3);
    assertThat(decoded.width()).isEqualTo(37);
    assertThat(decoded.height()).isEqualTo(23);
    assertThat(decoded.toBytes()).isEqualTo(original.toBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void decodesLosslessGreyExactlyAsOneChannel(String format) {
    Picture original = Samples.grey(37, 23);
    Picture decoded = decoder.decode(Samples.imageIo(original, format));
    assertThat(decoded.channels()).isEqualTo(1);
    assertThat(decoded.toBytes()).isEqualTo(original.toBytes());
  }

  @ParameterizedTest
  @CsvSource({"jpg,3", "jpg,1"})
  void decodesJpegWithinItsLoss(String format, int channels) {
    Picture original = channels == 1 ? Samples.grey(64, 48) : Samples.colour(64, 48);
    Picture decoded = decoder.decode(Samples.imageIo(original, format));
    assertThat(decoded.channels()).isEqualTo(channels);
    assertClose(decoded, original, JPEG_TOLERANCE);
  }

  @Test
  void decodesWebp() {
    Picture original = Samples.colour(64, 48);
    Picture decoded = decoder.decode(Samples.openCv(original, ".webp"));
    assertThat(decoded.channels()).isEqualTo(3);
    assertClose(decoded, original, JPEG_TOLERANCE);
  }

  @Test
  void dividesSixteenBitsBy257() {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
    int[] levels = {0, 257 * 100 + 129, 65535};
    for (int x = 0; x < 3; x++) {
      image.getRaster().setSample(x, 0, 0, levels[x]);
    }
    for (String format : new String[] {"png", "tiff"}) {
      Picture decoded = decoder.decode(Samples.imageIo(image, format));
      assertThat(decoded.channels()).isEqualTo(1);
      assertThat(decoded.toBytes()).as(format).containsExactly(0, 101, (byte) 255);
    }
  }

  @Test
  void dropsTransparencyWithoutBlending() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x800a141e);
    image.setRGB(1, 0, 0xff28323c);
    assertThat(decoder.decode(Samples.imageIo(image, "png")).toBytes())
        .containsExactly(10, 20, 30, 40, 50, 60);
  }

  @ParameterizedTest
  @CsvSource({
    "224,224,225,225",
    "225,225,225,225",
    "226,100,450,450",
    "451,1,900,900",
    "900,900,900,900",
    "2000,2000,900,900",
    "10,10,113,113"
  })
  void reducesJpegOnlyAsFarAsBothSidesStayLargeEnough(
      int wantedWidth, int wantedHeight, int width, int height) {
    byte[] jpeg = ImageWriter.jpeg(Samples.colour(900, 900), 90);
    Picture decoded = decoder.decode(jpeg, wantedWidth, wantedHeight);
    assertThat(decoded.width()).isEqualTo(width);
    assertThat(decoded.height()).isEqualTo(height);
    assertThat(decoded.originalWidth()).isEqualTo(900);
    assertThat(decoded.originalHeight()).isEqualTo(900);
  }

  @Test
  void reducedPictureIsTheSamePictureSmaller() {
    Picture full = Samples.colour(256, 128);
    byte[] jpeg = ImageWriter.jpeg(full, 95);
    Picture half = decoder.decode(jpeg, 128, 64);
    assertThat(half.width()).isEqualTo(128);
    assertClose(half, PictureResizer.resize(full, 128, 64), JPEG_TOLERANCE);
    Picture grey = decoder.decode(ImageWriter.jpeg(Samples.grey(256, 128), 95), 128, 64);
    assertThat(grey.channels()).isEqualTo(1);
    assertThat(grey.width()).isEqualTo(128);
  }

  @Test
  void leavesOtherFormatsAtFullSize() {
    byte[] png = ImageWriter.png(Samples.colour(256, 128));
    assertThat(decoder.decode(png, 16, 16).width()).isEqualTo(256);
  }

  @Test
  void refusesAnEmptyValue() {
    assertRefused(new byte[0], Reason.EMPTY, "the value is empty (0 bytes)");
  }

  @Test
  void refusesTextAndSaysWhatItLooksLike() {
    assertRefused(
        "hello camera".getBytes(StandardCharsets.UTF_8),
        Reason.UNKNOWN_FORMAT,
        "the value starts with 'hell…', which is none of JPEG, PNG, BMP, WebP, TIFF, Avro");
    assertRefused(
        new byte[] {0, 1, (byte) 0xfe, 3, 4}, Reason.UNKNOWN_FORMAT, "the bytes 00 01 fe 03");
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".bmp", ".webp", ".tiff"})
  void refusesEveryFormatThatIsCutShort(String extension) {
    byte[] whole = Samples.openCv(Samples.colour(120, 80), extension);
    decoder.decode(whole);
    for (int length : new int[] {whole.length - 3, whole.length / 2, 40}) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder.decode(cut))
          .as("%s cut to %d of %d bytes", extension, length, whole.length)
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED))
          .hasMessageContaining("is cut short: it has " + length + " bytes and lacks");
    }
  }

  @Test
  void toleratesBytesAfterAJpegsEnd() {
    byte[] jpeg = Samples.imageIo(Samples.colour(64, 48), "jpg");
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 100);
    assertThat(decoder.decode(longer).toBytes()).isEqualTo(decoder.decode(jpeg).toBytes());
  }

  @Test
  void anEndMarkerInsideAThumbnailDoesNotHideTruncation() {
    byte[] jpeg = Samples.imageIo(Samples.colour(64, 48), "jpg");
    byte[] thumbnail = Samples.imageIo(Samples.colour(8, 8), "jpg");
    byte[] whole = withSegment(jpeg, 0xe5, thumbnail);
    assertThat(decoder.decode(whole).width()).isEqualTo(64);
    assertRefused(Arrays.copyOf(whole, whole.length - 2), Reason.TRUNCATED, "lacks its end marker");
  }

  @Test
  void refusesAPngThatClaimsGigabytesBeforeTakingThem() {
    byte[] bomb = pngHeader(30_000, 30_000);
    assertRefused(
        bomb,
        Reason.TOO_LARGE,
        "the PNG has 30000x30000 = 900000000 pixels; at most 64000000 are allowed");
  }

  @Test
  void refusesMoreBytesThanAllowed() {
    byte[] png = ImageWriter.png(Samples.colour(64, 48));
    ImageDecoder strict = new ImageDecoder(new ImageLimits(1_000_000, png.length - 1));
    assertThatThrownBy(() -> strict.decode(png))
        .isInstanceOf(ImageException.class)
        .hasMessage("the picture has %d bytes; at most %d are allowed", png.length, png.length - 1);
    assertThat(new ImageDecoder(new ImageLimits(64 * 48, png.length)).decode(png).width())
        .isEqualTo(64);
  }

  @Test
  void refusesASizeOfZero() {
    assertRefused(pngHeader(0, 7), Reason.UNREADABLE, "the PNG has a size of 0x7 pixels");
  }

  @Test
  void refusesAPngWithOneFlippedBit() {
    byte[] png = ImageWriter.png(Samples.colour(64, 48));
    png[png.length - 30] ^= 1;
    assertRefused(png, Reason.UNREADABLE, "has a wrong checksum");
  }

  @Test
  void refusesAFileThatIsCompleteButHoldsNoPicture() {
    byte[] jpeg = Samples.imageIo(Samples.colour(64, 48), "jpg");
    for (int i = 0; i < jpeg.length - 70; i++) { // spoil the first quantisation table's header
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xdb) {
        jpeg[i + 4] = (byte) 0xff;
        break;
      }
    }
    assertRefused(jpeg, Reason.UNREADABLE, "the JPEG");
  }

  @Test
  void surelyGivesAPictureOrAnImageExceptionForDamagedBytes() {
    java.util.Random random = new java.util.Random(7);
    for (String extension : new String[] {".jpg", ".png", ".bmp", ".webp", ".tiff"}) {
      byte[] whole = Samples.openCv(Samples.colour(40, 30), extension);
      for (int i = 0; i < 30; i++) {
        byte[] damaged = whole.clone();
        for (int n = 0; n < 3; n++) {
          damaged[random.nextInt(Math.min(200, damaged.length))] = (byte) random.nextInt(256);
        }
        try {
          assertThat(decoder.decode(damaged)).isNotNull();
        } catch (ImageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  @Test
  void refusesAWantedSizeOfZero() {
    assertThatThrownBy(() -> decoder.decode(new byte[1], 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wanted size 0x5: each side must be at least 1");
  }

  private void assertRefused(byte[] bytes, Reason reason, String message) {
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static void assertClose(Picture actual, Picture expected, int tolerance) {
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    for (int y = 0; y < expected.height(); y++) {
      for (int x = 0; x < expected.width(); x++) {
        for (int c = 0; c < expected.channels(); c++) {
          assertThat(actual.sample(x, y, c))
              .as("(%d, %d) channel %d", x, y, c)
              .isCloseTo(expected.sample(x, y, c), within(tolerance));
        }
      }
    }
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(17);
    chunk.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    chunk.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.array());
    ByteBuffer png = ByteBuffer.allocate(33);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}).putInt(13);
    png.put(chunk.array()).putInt((int) crc.getValue());
    return png.array();
  }

  /** Puts a segment straight behind the start of the image. */
  private static byte[] withSegment(byte[] jpeg, int marker, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + payload.length + 4);
    out.put(jpeg, 0, 2).put((byte) 0xff).put((byte) marker);
    out.putShort((short) (payload.length + 2)).put(payload);
    out.put(jpeg, 2, jpeg.length - 2);
    return out.array();
  }
}

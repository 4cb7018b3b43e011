package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.mekiki.Mutations;
import org.mekiki.Outcomes;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageException.Reason;
import org.mekiki.image.file.ImageLimits;

/** Damaged pictures of every format, and small files that ask for a lot. */
class ImageFuzzTest {
  private static final int MUTATIONS = 24_000;
  private static final long MAX_BYTES_EACH = 16L << 20;
  private static final ImageLimits LIMITS = new ImageLimits(1_000_000, 1_000_000);

  private final ImageDecoder decoder = new ImageDecoder(LIMITS);

  @Test
  void aDamagedPictureIsDecodedOrRefusedWithAReason() throws IOException {
    Mutations mutations = new Mutations(11);
    List<byte[]> seeds = seeds();
    Outcomes outcomes = new Outcomes("images", MAX_BYTES_EACH);
    long before = Pointer.totalBytes();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = mutations.damage(seeds.get(i % seeds.size()));
      byte[] picture = i % 3 == 0 ? withRightChecksums(damaged) : damaged;
      int side = i % 2 == 0 ? 4 : Integer.MAX_VALUE;
      outcomes.attempt(i, () -> outcome(picture, side));
    }
    outcomes.end(MUTATIONS, 5);
    assertThat(outcomes.count("decoded")).isGreaterThan(MUTATIONS / 20);
    assertThat(Pointer.totalBytes()).as("native memory that is left").isEqualTo(before);
  }

  private String outcome(byte[] picture, int side) {
    try {
      Picture decoded = decoder.decode(picture, side, side);
      assertThat((long) decoded.originalWidth() * decoded.originalHeight())
          .isLessThanOrEqualTo(LIMITS.maxPixels());
      return "decoded";
    } catch (ImageException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.reason().name();
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (Picture picture : List.of(Samples.colour(37, 23), Samples.grey(16, 24))) {
      for (String format : List.of("png", "jpg", "bmp", "tiff")) {
        seeds.add(Samples.imageIo(picture, format));
      }
      for (String extension : List.of(".png", ".jpg", ".bmp", ".tiff", ".webp")) {
        seeds.add(Samples.openCv(picture, extension));
      }
    }
    return seeds;
  }

  /** What damage to a PNG's chunks does once their checksums are no obstacle. */
  private static byte[] withRightChecksums(byte[] bytes) {
    byte[] png = bytes.clone();
    if (png.length < 20 || png[1] != 'P') {
      return png;
    }
    ByteBuffer buffer = ByteBuffer.wrap(png);
    long at = 8;
    while (at + 12 <= png.length) {
      long end = at + 12 + (buffer.getInt((int) at) & 0xffffffffL);
      if (end > png.length) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, (int) at + 4, (int) (end - at - 8));
      buffer.putInt((int) end - 4, (int) crc.getValue());
      at = end;
    }
    return png;
  }

  @Test
  void manyPixelsAreRefusedByTheHeaderAlone() {
    assertTooLarge(pngHeader(60_000, 60_000));
    byte[] bmp = Samples.imageIo(Samples.colour(8, 8), "bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 40_000).putInt(22, 40_000);
    assertTooLarge(bmp);
    byte[] webp = Samples.openCv(Samples.colour(8, 8), ".webp");
    // Lossless: behind the signature 2f, 14 bits of width and 14 of height, less one each.
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fffffff);
    assertTooLarge(webp);
    byte[] jpeg = Samples.imageIo(Samples.colour(8, 8), "jpg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(jpeg).putInt(frame + 5, 0xffffffff);
    assertTooLarge(jpeg);
  }

  private void assertTooLarge(byte[] picture) {
    assertThat(catchThrowableOfType(ImageException.class, () -> decoder.decode(picture)))
        .isNotNull()
        .extracting(ImageException::reason)
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void aPngsTextThatUnpacksToGigabytesTakesNoMemory() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 800; i++) {
        deflater.write(zeros);
      }
    }
    byte[] whole = Samples.imageIo(Samples.colour(8, 8), "png");
    byte[] bomb = withChunk(whole, "zTXt", packed.toByteArray());
    long before = peakResidentBytes();

    assertThat(decoder.decode(bomb).width()).isEqualTo(8);

    assertThat(peakResidentBytes() - before).isLessThan(100L << 20);
  }

  @Test
  void aProgressiveJpegOfThousandsOfScansIsRefused() {
    byte[] jpeg = Samples.imageIo(Samples.grey(8, 8), "jpg");
    int scan = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(jpeg, 0, scan);
    for (int i = 0; i < 101; i++) {
      many.write(jpeg, scan, jpeg.length - 2 - scan);
    }
    many.write(jpeg, jpeg.length - 2, 2);
    assertThatThrownBy(() -> decoder.decode(many.toByteArray()))
        .isInstanceOf(ImageException.class)
        .hasMessage("the JPEG has more than 100 scans");
  }

  @Test
  void aTiffWithTilesThatAreLargerThanItIsRefused() {
    assertThatThrownBy(() -> decoder.decode(tiff(30_000, 30_000, 1)))
        .hasMessage("the TIFF has tiles of 30000x30000 pixels for a picture of 16x16");
    assertThatThrownBy(() -> decoder.decode(tiff(16, 16, 60_000)))
        .hasMessage("the TIFF has 60000 samples a pixel; at most 5 are read");
  }

  @Test
  void rawPixelsHaveTheSameLimits() {
    assertThatThrownBy(() -> decoder.raw(PixelFormat.GRAY8, 2000, 1000, 0, new byte[10]))
        .isInstanceOf(ImageException.class)
        .hasMessage("the raw frame has 2000x1000 = 2000000 pixels; at most 1000000 are allowed");
    assertThatThrownBy(() -> decoder.raw(PixelFormat.GRAY8, 65_536, 65_536, 0, new byte[10]))
        .hasMessageContaining("4294967296 pixels");
  }

  /** 16x16 grey, with one tile of this size. */
  private static byte[] tiff(int tileWidth, int tileHeight, int samples) {
    int[][] entries = {
      {256, 16},
      {257, 16},
      {258, 8},
      {259, 1},
      {262, 1},
      {277, samples},
      {322, tileWidth},
      {323, tileHeight},
      {324, 8},
      {325, 256}
    };
    ByteBuffer buffer = ByteBuffer.allocate(600).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {'I', 'I', 42, 0}).putInt(300).position(300);
    buffer.putShort((short) entries.length);
    for (int[] entry : entries) {
      buffer.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    }
    return buffer.array();
  }

  private static byte[] pngHeader(int width, int height) {
    byte[] png = Samples.imageIo(Samples.colour(8, 8), "png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    return withRightChecksums(png);
  }

  /** The chunk behind the header. */
  private static byte[] withChunk(byte[] png, String name, byte[] data) {
    int header = 8 + 25;
    ByteBuffer all = ByteBuffer.allocate(png.length + data.length + 12);
    all.put(png, 0, header).putInt(data.length);
    all.put(name.getBytes(StandardCharsets.ISO_8859_1)).put(data).putInt(0);
    all.put(png, header, png.length - header);
    return withRightChecksums(all.array());
  }

  private static long peakResidentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }
}

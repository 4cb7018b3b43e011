package org.mekiki.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.image.file.ImageLimits;

/**
 * A picture that was stored turned comes back as it was seen, in every format that browsers turn.
 */
class OrientationTest {
  private static final int TAG = 274;
  private static final int JPEG_TOLERANCE = 12;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aJpegIsTurnedUpright(int code) {
    Picture seen = Samples.colour(64, 32);
    byte[] jpeg = withSegment(ImageWriter.jpeg(stored(seen, code), 95), exifSegment(code));

    assertClose(decoder.decode(jpeg), seen);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aReducedJpegIsTurnedUprightAndKeepsTheSizeItWasSeenWith(int code) {
    Picture seen = Samples.colour(256, 128);
    byte[] jpeg = withSegment(ImageWriter.jpeg(stored(seen, code), 95), exifSegment(code));

    Picture half = decoder.decode(jpeg, 128, 64);

    assertThat(half.originalWidth()).isEqualTo(256);
    assertThat(half.originalHeight()).isEqualTo(128);
    assertClose(half, PictureResizer.resize(seen, 128, 64));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aPngIsTurnedUpright(int code) {
    Picture seen = Samples.grey(37, 23);
    byte[] png = withChunk(ImageWriter.png(stored(seen, code)), exif(code));

    assertThat(decoder.decode(png).toBytes()).isEqualTo(seen.toBytes());
    assertThat(decoder.decode(png).originalWidth()).isEqualTo(37);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTiffIsTurnedUpright(int code) {
    Picture seen = Samples.colour(37, 23);
    byte[] tiff = withTag(Samples.openCv(stored(seen, code), ".tiff"), code);

    assertThat(decoder.decode(tiff).toBytes()).isEqualTo(seen.toBytes());
  }

  @Test
  void aWebpStaysAsItIsBecauseBrowsersDoNotTurnIt() {
    Picture seen = Samples.colour(64, 32);
    byte[] webp = withChunks(Samples.openCv(seen, ".webp"), 64, 32, exif(6));

    assertClose(decoder.decode(webp), seen);
  }

  @Test
  void exifThatCannotBeReadIsNoReasonToRefuseAPicture() {
    Picture seen = Samples.colour(64, 32);
    byte[] jpeg = ImageWriter.jpeg(seen, 95);
    byte[] farAway = exifSegment(6);
    ByteBuffer.wrap(farAway).order(ByteOrder.LITTLE_ENDIAN).putInt(10, Integer.MAX_VALUE);

    for (byte[] segment : new byte[][] {exifSegment(0), exifSegment(9), farAway}) {
      assertThat(decoder.decode(withSegment(jpeg, segment)).toBytes())
          .isEqualTo(decoder.decode(jpeg).toBytes());
    }
  }

  /** What a camera that is held this way stores of what is seen, as the EXIF standard says. */
  private static Picture stored(Picture seen, int code) {
    int width = code > 4 ? seen.height() : seen.width();
    int height = code > 4 ? seen.width() : seen.height();
    byte[] pixels = new byte[width * height * seen.channels()];
    int i = 0;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        // Where the stored first row and first column are seen: EXIF 2.32, 4.6.4, Orientation.
        boolean rowFromEnd = code == 3 || code == 4 || code == 6 || code == 7;
        boolean columnFromEnd = code == 2 || code == 3 || code == 7 || code == 8;
        int r = rowFromEnd ? height - 1 - row : row;
        int c = columnFromEnd ? width - 1 - column : column;
        for (int channel = 0; channel < seen.channels(); channel++) {
          pixels[i++] = (byte) (code > 4 ? seen.sample(r, c, channel) : seen.sample(c, r, channel));
        }
      }
    }
    return Picture.ofRaw(
        seen.channels() == 1 ? PixelFormat.GRAY8 : PixelFormat.RGB8, width, height, 0, pixels);
  }

  private static void assertClose(Picture actual, Picture expected) {
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    byte[] is = actual.toBytes();
    byte[] should = expected.toBytes();
    int furthest = 0;
    for (int i = 0; i < is.length; i++) {
      furthest = Math.max(furthest, Math.abs((is[i] & 0xff) - (should[i] & 0xff)));
    }
    assertThat(furthest).isLessThanOrEqualTo(JPEG_TOLERANCE);
  }

  /** A directory with one entry. */
  private static byte[] exif(int code) {
    ByteBuffer exif = ByteBuffer.allocate(8 + 2 + 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
    exif.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 1);
    return exif.putShort((short) TAG).putShort((short) 3).putInt(1).putInt(code).putInt(0).array();
  }

  private static byte[] exifSegment(int code) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(exif(code));
    return out.toByteArray();
  }

  private static byte[] withSegment(byte[] jpeg, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + payload.length + 4);
    out.put(jpeg, 0, 2).put((byte) 0xff).put((byte) 0xe1);
    out.putShort((short) (payload.length + 2)).put(payload);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  private static byte[] withChunk(byte[] png, byte[] data) {
    int header = 8 + 25;
    ByteBuffer out = ByteBuffer.allocate(png.length + data.length + 12);
    out.put(png, 0, header).putInt(data.length);
    out.put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(out.array(), header + 4, data.length + 4);
    out.putInt((int) crc.getValue());
    return out.put(png, header, png.length - header).array();
  }

  /** Appends a directory that has one entry more. */
  private static byte[] withTag(byte[] tiff, int code) {
    ByteBuffer in = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int directory = in.getInt(4);
    int entries = in.getShort(directory);
    ByteBuffer out = ByteBuffer.allocate(tiff.length + 2 + 12 * (entries + 1) + 4);
    out.order(ByteOrder.LITTLE_ENDIAN).put(tiff).putInt(4, tiff.length);
    out.putShort((short) (entries + 1)).put(tiff, directory + 2, 12 * entries);
    return out.putShort((short) TAG).putShort((short) 3).putInt(1).putInt(code).putInt(0).array();
  }

  /** An extended file: its header, the picture's chunk, then EXIF. */
  private static byte[] withChunks(byte[] webp, int width, int height, byte[] exif) {
    int picture = webp.length - 12;
    ByteBuffer out = ByteBuffer.allocate(12 + 18 + picture + 8 + exif.length);
    out.order(ByteOrder.LITTLE_ENDIAN).put(webp, 0, 4).putInt(out.capacity() - 8);
    out.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(8);
    out.put((byte) (width - 1)).putShort((short) 0);
    out.put((byte) (height - 1)).putShort((short) 0);
    out.put(webp, 12, picture).put("EXIF".getBytes(StandardCharsets.US_ASCII));
    return out.putInt(exif.length).put(exif).array();
  }
}

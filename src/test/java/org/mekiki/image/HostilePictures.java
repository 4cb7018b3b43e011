package org.mekiki.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Small files that ended a process, or could take much time or memory; by name. */
final class HostilePictures {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  /** A side of the largest square that the default limit allows. */
  private static final int SIDE = 7000;

  private HostilePictures() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("animated-filter-9.png", animatedPng());
    pictures.put("end-before-data.png", endBeforeData());
    pictures.put("sizes-as-long8.tif", sizesAsLong8());
    pictures.put("double-samples.tif", doubleSamples());
    pictures.put("strips-that-overlap.tif", overlappingStrips());
    pictures.put("tiny-tiles-of-a-line.tif", tilesOfALine());
    pictures.put("large.png", largePng(false));
    pictures.put("large-interlaced.png", largePng(true));
    pictures.put("large-with-little-in-it.tif", largeTiff());
    pictures.put("scans-without-data.jpg", scansWithoutData());
    pictures.put("large-with-little-in-it.jpg", largeJpeg(0xc0));
    pictures.put("other-size-inside.webp", otherSizeInside());
    pictures.put("large-with-little-in-it.webp", largeWebp());
    pictures.put("header-cut-short.webp", shortWebp());
    return pictures;
  }

  /** Its second frame has a row with filter type 9: a crash in OpenCV 4.13's reader. */
  private static byte[] animatedPng() {
    byte[] rows = new byte[8 * 33];
    byte[] wrong = rows.clone();
    wrong[33] = 9;
    ByteBuffer control = ByteBuffer.allocate(26);
    control.putInt(0).putInt(8).putInt(8).putInt(0).putInt(0);
    control.putShort((short) 1).putShort((short) 10).put((byte) 2).put((byte) 1);
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    second.writeBytes(new byte[] {0, 0, 0, 1});
    second.writeBytes(deflated(wrong));
    return png(
        8,
        8,
        6,
        false,
        chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}),
        chunk("IDAT", deflated(rows)),
        chunk("fcTL", control.array()),
        chunk("fdAT", second.toByteArray()),
        chunk("IEND", new byte[0]));
  }

  /** Behind the end a chunk announces gigabytes. */
  private static byte[] endBeforeData() {
    byte[] monster = chunk("tEXt", new byte[0]);
    ByteBuffer.wrap(monster).putInt(0xffff0000);
    return png(8, 8, 2, false, chunk("IEND", new byte[0]), monster);
  }

  private static byte[] largePng(boolean interlaced) {
    int rowBytes = 3 * SIDE + 1;
    byte[] packed = deflated(new byte[rowBytes * (SIDE + 3 * SIDE / 8)]);
    return png(SIDE, SIDE, 2, interlaced, chunk("IDAT", packed), chunk("IEND", new byte[0]));
  }

  private static byte[] sizesAsLong8() {
    return tiff(
        new int[][] {
          {256, LONG8, 1, 134},
          {257, LONG8, 1, 142},
          {258, SHORT, 1, 8},
          {259, SHORT, 1, 8},
          {262, SHORT, 1, 1},
          {273, LONG, 1, 8},
          {279, LONG, 1, 100}
        },
        new byte[] {0, 0, 0, 0, 0, 0, 0x20, 0x4e, 0, 0, 0, 0, 0, 0, 0x30, 0x75, 0, 0, 0, 0, 0, 0});
  }

  private static byte[] doubleSamples() {
    return tiff(
        new int[][] {
          {256, LONG, 1, 10_000}, {257, LONG, 1, 5000}, {258, SHORT, 1, 64}, {259, SHORT, 1, 8},
          {262, SHORT, 1, 1}, {273, LONG, 1, 8}, {278, LONG, 1, 5000}, {279, LONG, 1, 100},
          {339, SHORT, 1, 3}
        },
        deflated(new byte[1000]));
  }

  /** Each of a million strips would unpack the same data: work without end from little. */
  private static byte[] overlappingStrips() {
    int strips = 100_000;
    byte[] packed = deflated(new byte[0]);
    ByteBuffer numbers = ByteBuffer.allocate(strips * 8).order(ByteOrder.LITTLE_ENDIAN);
    int directory = 2 + 8 * 12 + 4;
    for (int i = 0; i < strips; i++) {
      numbers.putInt(8 + directory);
    }
    for (int i = 0; i < strips; i++) {
      numbers.putInt(strips * 4);
    }
    return tiff(
        new int[][] {
          {256, LONG, 1, 100},
          {257, LONG, 1, strips},
          {258, SHORT, 1, 8},
          {259, SHORT, 1, 8},
          {262, SHORT, 1, 1},
          {273, LONG, strips, 8 + directory},
          {278, LONG, 1, 1},
          {279, LONG, strips, 8 + directory + 4 * strips}
        },
        join(numbers.array(), packed));
  }

  private static byte[] tilesOfALine() {
    return tiff(
        new int[][] {
          {256, LONG, 1, 40_000_000}, {257, LONG, 1, 1}, {258, SHORT, 1, 8}, {259, SHORT, 1, 1},
          {262, SHORT, 1, 1}, {322, LONG, 1, 16}, {323, LONG, 1, 60_000}, {324, LONG, 1, 8},
          {325, LONG, 1, 8}
        },
        new byte[0]);
  }

  private static byte[] largeTiff() {
    byte[] packed = deflated(new byte[SIDE * SIDE * 2]);
    int data = 8 + 2 + 9 * 12 + 4;
    return tiff(
        new int[][] {
          {256, LONG, 1, SIDE},
          {257, LONG, 1, SIDE},
          {258, SHORT, 1, 16},
          {259, SHORT, 1, 8},
          {262, SHORT, 1, 0},
          {273, LONG, 1, data},
          {278, LONG, 1, SIDE},
          {279, LONG, 1, packed.length},
          {317, SHORT, 1, 2}
        },
        packed);
  }

  private static byte[] scansWithoutData() {
    byte[] large = largeJpeg(0xc2);
    int scan = indexOf(large, 0xda);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(large, 0, scan);
    byte[] first = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0};
    out.writeBytes(first);
    for (int i = 1; i < 100; i++) {
      byte[] more = first.clone();
      more[7] = 1;
      more[8] = 63;
      more[9] = (byte) (i == 1 ? 1 : 0x10);
      out.writeBytes(more);
    }
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
    return out.toByteArray();
  }

  /** A small picture that says it is a large one. */
  private static byte[] largeJpeg(int frame) {
    byte[] jpeg = Samples.imageIo(Samples.colour(16, 16), "jpg");
    int at = indexOf(jpeg, 0xc0);
    jpeg[at + 1] = (byte) frame;
    ByteBuffer.wrap(jpeg).putShort(at + 5, (short) SIDE).putShort(at + 7, (short) SIDE);
    return jpeg;
  }

  private static int indexOf(byte[] jpeg, int marker) {
    for (int i = 0; i + 1 < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker) {
        return i;
      }
    }
    throw new IllegalArgumentException("no marker " + Integer.toHexString(marker));
  }

  private static byte[] otherSizeInside() {
    byte[] webp = Samples.openCv(Samples.colour(16, 16), ".webp", IMWRITE_WEBP_QUALITY, 101);
    ByteBuffer out = ByteBuffer.allocate(webp.length + 18).order(ByteOrder.LITTLE_ENDIAN);
    out.put(webp, 0, 4).putInt(webp.length + 10);
    out.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0);
    out.put(new byte[] {15, 0, 0, 15, 0, 0}).put(webp, 12, webp.length - 12);
    out.putInt(39, 0x0fffffff); // 16384 x 16384
    return out.array();
  }

  private static byte[] largeWebp() {
    byte[] webp = Samples.openCv(Samples.colour(16, 16), ".webp", IMWRITE_WEBP_QUALITY, 80);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putShort(26, (short) SIDE);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putShort(28, (short) SIDE);
    return webp;
  }

  /** The picture's chunk ends within its header. */
  private static byte[] shortWebp() {
    byte[] webp = Arrays.copyOf(Samples.openCv(Samples.colour(16, 16), ".webp"), 30);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 22).putInt(16, 3);
    return webp;
  }

  private static byte[] png(int width, int height, int type, boolean interlaced, byte[]... chunks) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) type).put(12, (byte) (interlaced ? 1 : 0));
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return join(signature, chunk("IHDR", header.array()), join(chunks));
  }

  private static byte[] chunk(String name, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(data.length + 12).putInt(data.length);
    chunk.put(name.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, data.length + 4);
    return chunk.putInt((int) crc.getValue()).array();
  }

  /** The directory first, then the data. */
  private static byte[] tiff(int[][] entries, byte[] data) {
    ByteBuffer file = ByteBuffer.allocate(8 + 2 + 12 * entries.length + 4 + data.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {'I', 'I', 42, 0}).putInt(8);
    file.putShort((short) entries.length);
    for (int[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) entry[1]);
      file.putInt(entry[2]).putInt(entry[3]);
    }
    return file.putInt(0).put(data).array();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] packed = new byte[bytes.length / 500 + 1000];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}

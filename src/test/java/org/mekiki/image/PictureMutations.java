package org.mekiki.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.mekiki.Mutations;

/**
 * Damages pictures with regard to their structure, so that the damage reaches what lies behind the
 * first checks: chunks with right checksums, directory entries, segments, header fields. The same
 * seed gives the same pictures.
 */
final class PictureMutations {
  private static final int[] TELLING = {
    0,
    1,
    2,
    3,
    7,
    8,
    9,
    15,
    16,
    17,
    24,
    32,
    64,
    100,
    255,
    256,
    257,
    1000,
    4095,
    4096,
    16383,
    16384,
    65535,
    65536,
    100_000,
    0x7fffff,
    0xffffff,
    0x7fffffff,
    0x80000000,
    -1,
    -2
  };
  private static final String[] PNG_CHUNKS = {
    "IHDR", "PLTE", "IDAT", "IEND", "acTL", "fcTL", "fdAT", "tRNS", "eXIf", "iCCP", "zTXt", "iTXt",
    "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs", "ABCD"
  };
  private static final int[] TIFF_TAGS = {
    254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 297, 317, 320, 322, 323, 324,
    325, 330, 338, 339, 347, 530, 532, 700, 34665, 34675
  };
  private static final int[] JPEG_MARKERS = {
    0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc9, 0xca, 0xcc, 0xd0, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde,
    0xdf, 0xe0, 0xe1, 0xe2, 0xee, 0xf0, 0xfe, 0x01
  };
  private static final String[] WEBP_CHUNKS = {
    "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ", "ABCD"
  };

  private final Random random;
  private final Mutations plain;

  PictureMutations(long seed) {
    random = new Random(seed);
    plain = new Mutations(random.nextLong());
  }

  /** A damaged copy. */
  byte[] damage(byte[] picture) {
    if (random.nextInt(8) == 0) {
      return plain.damage(picture);
    }
    return switch (picture[0] & 0xff) {
      case 0x89 -> png(picture);
      case 0xff -> jpeg(picture);
      case 'R' -> webp(picture);
      case 'B' -> bmp(picture);
      default -> tiff(picture);
    };
  }

  /** A named piece of a file. */
  private record Chunk(String name, byte[] data) {}

  private byte[] png(byte[] png) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(png);
    for (int at = 8; at + 12 <= png.length; at += 12 + in.getInt(at)) {
      byte[] data = new byte[in.getInt(at)];
      in.get(at + 8, data);
      chunks.add(new Chunk(name(png, at + 4), data));
    }
    if (random.nextInt(3) == 0) {
      damageRows(chunks);
    }
    if (random.nextInt(3) > 0) {
      field(chunks.get(0).data(), new int[] {0, 4, 8, 9, 10, 11, 12}, false);
    }
    change(chunks, PNG_CHUNKS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, 8);
    for (Chunk chunk : chunks) {
      ByteBuffer bytes = ByteBuffer.allocate(chunk.data().length + 12);
      int length = random.nextInt(200) == 0 ? telling() : chunk.data().length;
      bytes.putInt(length).put(chunk.name().getBytes(StandardCharsets.ISO_8859_1));
      bytes.put(chunk.data());
      CRC32 crc = new CRC32();
      crc.update(bytes.array(), 4, chunk.data().length + 4);
      out.writeBytes(bytes.putInt((int) crc.getValue()).array());
    }
    return out.toByteArray();
  }

  /** Filter types and pixels, packed anew. */
  private void damageRows(List<Chunk> chunks) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    chunks.stream().filter(c -> c.name().equals("IDAT")).forEach(c -> packed.writeBytes(c.data()));
    byte[] rows = new byte[1 << 16];
    Inflater inflater = new Inflater();
    Deflater deflater = new Deflater(random.nextInt(10));
    try {
      inflater.setInput(packed.toByteArray());
      int length = inflater.inflate(rows);
      byte[] damaged = plain.damage(Arrays.copyOf(rows, length));
      deflater.setInput(damaged);
      deflater.finish();
      byte[] again = new byte[damaged.length + 1024];
      int size = deflater.deflate(again);
      chunks.removeIf(c -> c.name().equals("IDAT"));
      int at = Math.max(1, chunks.size() - 1);
      int cut = random.nextInt(size + 1);
      chunks.add(at, new Chunk("IDAT", Arrays.copyOfRange(again, cut, size)));
      chunks.add(at, new Chunk("IDAT", Arrays.copyOf(again, cut)));
    } catch (DataFormatException e) {
      throw new IllegalStateException("a seed can't be unpacked", e);
    } finally {
      inflater.end();
      deflater.end();
    }
  }

  private byte[] webp(byte[] webp) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 12;
        at + 8 <= webp.length;
        at += 8 + in.getInt(at + 4) + (in.getInt(at + 4) & 1)) {
      byte[] data = new byte[in.getInt(at + 4)];
      in.get(at + 8, data);
      chunks.add(new Chunk(name(webp, at), data));
    }
    if (random.nextInt(4) == 0) {
      chunks.add(0, new Chunk("VP8X", extended(chunks.get(0).data())));
    }
    if (random.nextInt(2) == 0) {
      field(chunks.get(chunks.size() - 1).data(), new int[] {0, 1, 3, 6, 8}, true);
    }
    change(chunks, WEBP_CHUNKS);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Chunk chunk : chunks) {
      int length = random.nextInt(100) == 0 ? telling() : chunk.data().length;
      ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      head.put(chunk.name().getBytes(StandardCharsets.ISO_8859_1)).putInt(length);
      body.writeBytes(head.array());
      body.writeBytes(chunk.data());
      if (chunk.data().length % 2 == 1) {
        body.write(0);
      }
    }
    ByteBuffer out = ByteBuffer.allocate(12 + body.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.put(webp, 0, 4).putInt(random.nextInt(100) == 0 ? telling() : body.size() + 4);
    return out.put(webp, 8, 4).put(body.toByteArray()).array();
  }

  /** Mostly of the picture's own size. */
  private byte[] extended(byte[] picture) {
    ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    int bits = ByteBuffer.wrap(picture).order(ByteOrder.LITTLE_ENDIAN).getInt(1);
    int width = picture[0] == 0x2f ? bits & 0x3fff : (picture[6] & 0xff) - 1;
    int height = picture[0] == 0x2f ? bits >> 14 & 0x3fff : (picture[8] & 0xff) - 1;
    bytes.put((byte) random.nextInt(64)).position(4);
    bytes.putShort((short) width).put((byte) 0).putShort((short) height).put((byte) 0);
    if (random.nextInt(4) == 0) {
      field(bytes.array(), new int[] {4, 7}, true);
    }
    return bytes.array();
  }

  /** Segments up to the first scan, then the scan with everything behind it. */
  private byte[] jpeg(byte[] jpeg) {
    List<Chunk> segments = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(jpeg);
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != 0xda) {
      int length = in.getShort(at + 2) & 0xffff;
      byte[] data = new byte[length - 2];
      in.get(at + 4, data);
      segments.add(new Chunk(Character.toString(jpeg[at + 1] & 0xff), data));
      at += 2 + length;
    }
    byte[] scan = Arrays.copyOfRange(jpeg, at, jpeg.length);
    for (Chunk segment : segments) {
      boolean frame = segment.name().charAt(0) >= 0xc0 && segment.name().charAt(0) <= 0xc2;
      if (frame && random.nextInt(2) == 0) {
        field(segment.data(), new int[] {0, 1, 3, 5, 6, 7, 8, 10}, false);
      }
    }
    String[] names = new String[JPEG_MARKERS.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = Character.toString(JPEG_MARKERS[i]);
    }
    change(segments, names);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    for (Chunk segment : segments) {
      int length = random.nextInt(200) == 0 ? telling() : segment.data().length + 2;
      out.write(0xff);
      out.write(segment.name().charAt(0));
      out.write(length >> 8);
      out.write(length);
      out.writeBytes(segment.data());
    }
    for (int i = random.nextInt(10) == 0 ? random.nextInt(130) : 0; i > 0; i--) {
      out.write(scan, 0, Math.min(scan.length, 14)); // a scan without data
    }
    byte[] damaged = random.nextInt(2) == 0 ? plain.damage(scan) : scan;
    out.writeBytes(damaged);
    if (random.nextInt(4) > 0) {
      out.write(0xff);
      out.write(0xd9);
    }
    return out.toByteArray();
  }

  private byte[] bmp(byte[] bmp) {
    byte[] damaged = random.nextInt(3) == 0 ? plain.damage(bmp) : bmp.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      field(damaged, new int[] {2, 10, 14, 18, 20, 22, 26, 28, 30, 34, 46, 54, 58, 62}, true);
    }
    return damaged;
  }

  /** A directory of its own at the end, with other entries. */
  private byte[] tiff(byte[] tiff) {
    ByteOrder order = tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer in = ByteBuffer.wrap(tiff).order(order);
    int directory = in.getInt(4);
    int count = in.getShort(directory);
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] entry = new byte[12];
      in.get(directory + 2 + 12 * i, entry);
      entries.add(entry);
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      changeEntry(entries, order, tiff.length);
    }
    byte[] pixels = random.nextInt(3) == 0 ? plain.damage(tiff) : tiff;
    ByteBuffer out = ByteBuffer.allocate(pixels.length + 2 + 12 * entries.size() + 4).order(order);
    out.put(pixels);
    if (pixels.length >= 8) {
      out.putInt(4, pixels.length);
    }
    out.putShort((short) entries.size());
    entries.forEach(out::put);
    return out.array();
  }

  private void changeEntry(List<byte[]> entries, ByteOrder order, int length) {
    ByteBuffer entry = ByteBuffer.wrap(entries.get(random.nextInt(entries.size()))).order(order);
    switch (random.nextInt(8)) {
      case 0 -> entry.putShort(2, (short) random.nextInt(20));
      case 1 -> entry.putInt(4, random.nextBoolean() ? telling() : random.nextInt(400));
      case 2 -> entry.putInt(8, random.nextBoolean() ? telling() : random.nextInt(length));
      case 3 -> entry.putShort(8, (short) telling());
      case 4 -> entry.putShort(0, (short) TIFF_TAGS[random.nextInt(TIFF_TAGS.length)]);
      case 5 -> Collections.swap(entries, 0, random.nextInt(entries.size()));
      case 6 -> {
        if (entries.size() > 1) {
          entries.remove(random.nextInt(entries.size()));
        }
      }
      default -> {
        ByteBuffer added = ByteBuffer.allocate(12).order(order);
        added.putShort((short) TIFF_TAGS[random.nextInt(TIFF_TAGS.length)]);
        added.putShort((short) (1 + random.nextInt(4))).putInt(1 + random.nextInt(3));
        added.putInt(random.nextBoolean() ? telling() : random.nextInt(length));
        entries.add(random.nextInt(entries.size() + 1), added.array());
      }
    }
  }

  /** Pieces that are renamed, doubled, left out, moved, damaged or added. */
  private void change(List<Chunk> chunks, String[] names) {
    for (int i = random.nextInt(3); i > 0 && !chunks.isEmpty(); i--) {
      int at = random.nextInt(chunks.size());
      Chunk chunk = chunks.get(at);
      String name = names[random.nextInt(names.length)];
      switch (random.nextInt(6)) {
        case 0 -> chunks.set(at, new Chunk(name, chunk.data()));
        case 1 -> chunks.add(random.nextInt(chunks.size() + 1), chunk);
        case 2 -> chunks.remove(at);
        case 3 -> Collections.swap(chunks, at, random.nextInt(chunks.size()));
        case 4 -> chunks.set(at, new Chunk(chunk.name(), plain.damage(chunk.data())));
        default -> {
          byte[] data = new byte[random.nextInt(40)];
          random.nextBytes(data);
          chunks.add(random.nextInt(chunks.size() + 1), new Chunk(name, data));
        }
      }
    }
  }

  /** A number that is often a limit, in one of these places. */
  private void field(byte[] bytes, int[] places, boolean little) {
    int at = places[random.nextInt(places.length)];
    int value = telling();
    int width = 1 << random.nextInt(3);
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> 8 * (little ? i : width - 1 - i));
    }
  }

  private int telling() {
    return TELLING[random.nextInt(TELLING.length)];
  }

  private static String name(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }
}

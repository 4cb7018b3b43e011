package org.mekiki.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Pictures whose files say how their camera was held. */
final class Oriented {
  private static final int PNG_HEADER = 33;

  private Oriented() {}

  /** TIFF, big endian, with a single entry: tag 274, a short. */
  private static byte[] tiff(int orientation) {
    return ByteBuffer.allocate(26)
        .putShort((short) 0x4D4D)
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 274)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** In a segment APP1 behind the first two bytes. */
  static byte[] jpeg(byte[] jpeg, int orientation) {
    byte[] exif = tiff(orientation);
    ByteBuffer segment =
        ByteBuffer.allocate(10 + exif.length)
            .putShort((short) 0xFFE1)
            .putShort((short) (8 + exif.length))
            .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
            .put(exif);
    return inserted(jpeg, 2, segment.array());
  }

  /** In a chunk eXIf behind the header. */
  static byte[] png(byte[] png, int orientation) {
    byte[] exif = tiff(orientation);
    CRC32 crc = new CRC32();
    crc.update("eXIf".getBytes(StandardCharsets.US_ASCII));
    crc.update(exif);
    ByteBuffer chunk =
        ByteBuffer.allocate(12 + exif.length)
            .putInt(exif.length)
            .put("eXIf".getBytes(StandardCharsets.US_ASCII))
            .put(exif)
            .putInt((int) crc.getValue());
    return inserted(png, PNG_HEADER, chunk.array());
  }

  private static byte[] inserted(byte[] file, int at, byte[] more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    out.writeBytes(more);
    out.write(file, at, file.length - at);
    return out.toByteArray();
  }
}

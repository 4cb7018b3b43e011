package org.mekiki.image;

import java.util.zip.CRC32;

/** The chunk structure of a PNG (ISO/IEC 15948, clause 5): length, name, data, CRC. */
final class PngFile {
  private static final int FIRST_CHUNK = 8;
  private static final int CHUNK_OVERHEAD = 12;

  private PngFile() {}

  static ImageHeader header(Bytes bytes) {
    if (!bytes.name(FIRST_CHUNK + 4).equals("IHDR")) {
      throw bytes.unreadable("does not begin with an IHDR chunk");
    }
    int colourType = bytes.u8(25);
    boolean grey = colourType == 0 || colourType == 4;
    return ImageHeader.of(bytes, bytes.u32be(16), bytes.u32be(20), grey ? 1 : 3);
  }

  static void requireComplete(Bytes bytes) {
    long at = FIRST_CHUNK;
    while (at + CHUNK_OVERHEAD <= bytes.length()) {
      long length = bytes.u32be(at);
      String name = bytes.name(at + 4);
      if (at + CHUNK_OVERHEAD + length > bytes.length()) {
        throw bytes.truncated("the end of its " + name + " chunk and the IEND chunk");
      }
      requireChecksum(bytes, at, (int) length, name);
      if (name.equals("IEND")) {
        return;
      }
      at += CHUNK_OVERHEAD + length;
    }
    throw bytes.truncated("its IEND chunk");
  }

  private static void requireChecksum(Bytes bytes, long at, int length, String name) {
    CRC32 crc = new CRC32();
    crc.update(bytes.data(), (int) at + 4, 4 + length);
    if (crc.getValue() != bytes.u32be(at + 8 + length)) {
      throw bytes.unreadable(
          "is damaged: its " + name + " chunk at byte " + at + " has a wrong checksum");
    }
  }
}

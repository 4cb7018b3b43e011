package org.mekiki.image;

/** The RIFF structure of a WebP (RFC 9649): lossy VP8, lossless VP8L or extended VP8X. */
final class WebpFile {
  private static final int FIRST_CHUNK = 12;
  private static final int DATA = 20;

  private WebpFile() {}

  static ImageHeader header(Bytes bytes) {
    String chunk = bytes.name(FIRST_CHUNK);
    return switch (chunk) {
      case "VP8 " -> {
        if (bytes.u8(DATA + 3) != 0x9d
            || bytes.u8(DATA + 4) != 0x01
            || bytes.u8(DATA + 5) != 0x2a) {
          throw bytes.unreadable("has no start code in its VP8 chunk");
        }
        yield ImageHeader.of(
            bytes, bytes.u16le(DATA + 6) & 0x3fff, bytes.u16le(DATA + 8) & 0x3fff, 3);
      }
      case "VP8L" -> {
        if (bytes.u8(DATA) != 0x2f) {
          throw bytes.unreadable("has no signature in its VP8L chunk");
        }
        long bits = bytes.u32le(DATA + 1);
        yield ImageHeader.of(bytes, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, 3);
      }
      case "VP8X" -> ImageHeader.of(bytes, u24(bytes, DATA + 4) + 1L, u24(bytes, DATA + 7) + 1L, 3);
      default ->
          throw bytes.unreadable("begins with a chunk '" + chunk + "', not VP8, VP8L or VP8X");
    };
  }

  static void requireComplete(Bytes bytes) {
    long announced = bytes.u32le(4) + 8;
    if (bytes.length() < announced) {
      throw bytes.truncated(
          (announced - bytes.length()) + " of the " + announced + " bytes it announces");
    }
  }

  private static int u24(Bytes bytes, int at) {
    return bytes.u8(at + 2) << 16 | bytes.u16le(at);
  }
}

package org.mekiki.image;

/** The headers of a Windows or OS/2 bitmap. */
final class BmpFile {
  private static final int CORE_HEADER = 12;
  private static final int PALETTE_BITS = 8;

  private BmpFile() {}

  static ImageHeader header(Bytes bytes) {
    boolean core = bytes.u32le(14) == CORE_HEADER;
    long width = core ? bytes.u16le(18) : (int) bytes.u32le(18);
    // A negative height means that the top row comes first.
    long height = core ? bytes.u16le(20) : Math.abs((long) (int) bytes.u32le(22));
    int bits = bytes.u16le(core ? 24 : 28);
    return ImageHeader.of(
        bytes, width, height, bits <= PALETTE_BITS && greyPalette(bytes, core, bits) ? 1 : 3);
  }

  static void requireComplete(Bytes bytes) {
    boolean core = bytes.u32le(14) == CORE_HEADER;
    int bits = bytes.u16le(core ? 24 : 28);
    long compression = core ? 0 : bytes.u32le(30);
    boolean runLength = compression == 1 || compression == 2;
    ImageHeader header = header(bytes);
    long rowBytes = ((long) header.width() * bits + 31) / 32 * 4;
    long needed =
        runLength ? bytes.u32le(2) : bytes.u32le(10) + rowBytes * Math.abs(header.height());
    if (bytes.length() < needed) {
      throw bytes.truncated(
          (needed - bytes.length()) + " of the " + needed + " bytes it announces");
    }
  }

  private static boolean greyPalette(Bytes bytes, boolean core, int bits) {
    long at = 14 + bytes.u32le(14);
    int entry = core ? 3 : 4;
    long used = core ? 0 : bytes.u32le(46);
    long colours = used == 0 || used > 256 ? 1L << bits : used;
    for (long i = 0; i < colours; i++, at += entry) {
      int blue = bytes.u8(at);
      if (bytes.u8(at + 1) != blue || bytes.u8(at + 2) != blue) {
        return false;
      }
    }
    return true;
  }
}

package org.mekiki.image.file;

import org.mekiki.text.Text;

/**
 * The headers of a Windows or OS/2 bitmap.
 *
 * @param bits of a pixel: 1, 4 or 8 with a palette, 16, 24 or 32 without
 * @param compression 0 none, 1 runs of bytes, 2 runs of half bytes, 3 none but masks for colours
 * @param topDown whether the top row comes first
 * @param pixels where they begin
 * @param paletteEntry bytes of a colour: blue, green, red, and one more in newer files
 * @param sixBitGreen whether 16 bits hold 5, 6 and 5, instead of 5, 5 and 5
 */
public record BmpFile(
    int bits,
    int compression,
    boolean topDown,
    long pixels,
    long palette,
    int paletteEntry,
    int colours,
    boolean sixBitGreen) {
  static final int RUNS_OF_BYTES = 1;
  static final int RUNS_OF_HALF_BYTES = 2;

  private static final int MASKS = 3;
  private static final int FILE_HEADER = 14;
  private static final int CORE_HEADER = 12;
  private static final int LEAST_HEADER = 40;
  private static final int MOST_HEADER = 124;
  private static final int MASKS_AT = FILE_HEADER + LEAST_HEADER;
  private static final int PALETTE_BITS = 8;

  static ImageHeader header(Bytes bytes) {
    boolean core = bytes.u32le(14) == CORE_HEADER;
    long width = core ? bytes.u16le(18) : (int) bytes.u32le(18);
    // A negative height means that the top row comes first.
    long height = core ? bytes.u16le(20) : Math.abs((long) (int) bytes.u32le(22));
    int bits = bytes.u16le(core ? 24 : 28);
    return ImageHeader.of(
        bytes, width, height, bits <= PALETTE_BITS && greyPalette(bytes, core, bits) ? 1 : 3);
  }

  /** Reads and checks everything that decoding needs. */
  public static BmpFile read(Bytes bytes, ImageHeader header) {
    long headerBytes = bytes.u32le(14);
    boolean core = headerBytes == CORE_HEADER;
    if (!core && (headerBytes < LEAST_HEADER || headerBytes > MOST_HEADER)) {
      throw bytes.unreadable(
          "has a header of " + headerBytes + " bytes; 12 and 40 to 124 are read");
    }
    int bits = bytes.u16le(core ? 24 : 28);
    long compression = core ? 0 : bytes.u32le(30);
    boolean topDown = !core && (int) bytes.u32le(22) < 0;
    requireKnown(bytes, bits, compression, topDown);
    BmpFile file =
        new BmpFile(
            bits,
            (int) compression,
            topDown,
            bytes.u32le(10),
            FILE_HEADER + headerBytes,
            core ? 3 : 4,
            bits > PALETTE_BITS ? 0 : colours(bytes, core, bits),
            bits == 16 && compression == MASKS && sixBitGreen(bytes));
    if (bits == 32 && compression == MASKS) {
      requireMasks(bytes, 0xff0000, 0xff00, 0xff);
    }
    bytes.require(file.palette, (long) file.paletteEntry * file.colours);
    long needed =
        file.runs() ? bytes.u32le(2) : file.pixels + file.rowBytes(header) * header.height();
    if (bytes.length() < needed) {
      throw bytes.truncated(
          (needed - bytes.length()) + " of the " + needed + " bytes it announces");
    }
    return file;
  }

  boolean runs() {
    return compression == RUNS_OF_BYTES || compression == RUNS_OF_HALF_BYTES;
  }

  /** Of a row as it lies in the file, unless it is packed in runs. */
  long rowBytes(ImageHeader header) {
    return ((long) header.width() * bits + 31) / 32 * 4;
  }

  private static void requireKnown(Bytes bytes, int bits, long compression, boolean topDown) {
    boolean known =
        switch (bits) {
          case 1, 24 -> compression == 0;
          case 4 -> compression == 0 || compression == RUNS_OF_HALF_BYTES && !topDown;
          case 8 -> compression == 0 || compression == RUNS_OF_BYTES && !topDown;
          case 16, 32 -> compression == 0 || compression == MASKS;
          default -> false;
        };
    if (!known) {
      throw bytes.unreadable(
          Text.of(
              "has %d bits a pixel with compression %d%s, which isn't read",
              bits, compression, topDown ? " and the top row first" : ""));
    }
  }

  private static boolean sixBitGreen(Bytes bytes) {
    if (bytes.u32le(MASKS_AT + 4) == 0x7e0) {
      requireMasks(bytes, 0xf800, 0x7e0, 0x1f);
      return true;
    }
    requireMasks(bytes, 0x7c00, 0x3e0, 0x1f);
    return false;
  }

  private static void requireMasks(Bytes bytes, long red, long green, long blue) {
    if (bytes.u32le(MASKS_AT) != red
        || bytes.u32le(MASKS_AT + 4) != green
        || bytes.u32le(MASKS_AT + 8) != blue) {
      throw bytes.unreadable(
          Text.of(
              "has colour masks %x, %x and %x, which aren't read",
              bytes.u32le(MASKS_AT), bytes.u32le(MASKS_AT + 4), bytes.u32le(MASKS_AT + 8)));
    }
  }

  private static int colours(Bytes bytes, boolean core, int bits) {
    long used = core ? 0 : bytes.u32le(46);
    return used == 0 || used > 1L << bits ? 1 << bits : (int) used;
  }

  private static boolean greyPalette(Bytes bytes, boolean core, int bits) {
    long at = FILE_HEADER + bytes.u32le(14);
    int entry = core ? 3 : 4;
    int colours = colours(bytes, core, bits);
    for (int i = 0; i < colours; i++, at += entry) {
      int blue = bytes.u8(at);
      if (bytes.u8(at + 1) != blue || bytes.u8(at + 2) != blue) {
        return false;
      }
    }
    return true;
  }
}

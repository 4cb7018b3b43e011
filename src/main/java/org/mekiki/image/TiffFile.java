package org.mekiki.image;

/**
 * The first directory of a TIFF 6.0 file, either byte order. Of a file with several pages the first
 * is the picture.
 */
final class TiffFile {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int PHOTOMETRIC_BLACK_IS_ZERO = 1;

  private TiffFile() {}

  /** A directory entry: where its values lie, how many and how wide. */
  private record Entry(Bytes bytes, boolean little, long at, long count, int width) {
    long value(long i) {
      if (i < 0 || i >= count) {
        throw bytes.unreadable("has a directory entry without value " + i);
      }
      long from = at + i * width;
      return switch (width) {
        case 1 -> bytes.u8(from);
        case 2 -> little ? bytes.u16le(from) : bytes.u16be(from);
        default -> little ? bytes.u32le(from) : bytes.u32be(from);
      };
    }
  }

  static ImageHeader header(Bytes bytes) {
    Entry photometric = find(bytes, PHOTOMETRIC);
    boolean grey = photometric != null && photometric.value(0) <= PHOTOMETRIC_BLACK_IS_ZERO;
    return ImageHeader.of(
        bytes,
        needed(bytes, WIDTH, "width").value(0),
        needed(bytes, HEIGHT, "height").value(0),
        grey ? 1 : 3);
  }

  static void requireComplete(Bytes bytes) {
    boolean tiled = find(bytes, TILE_OFFSETS) != null;
    Entry offsets = needed(bytes, tiled ? TILE_OFFSETS : STRIP_OFFSETS, "pixel offsets");
    Entry counts = find(bytes, tiled ? TILE_BYTES : STRIP_BYTES);
    for (long i = 0; i < offsets.count(); i++) {
      long end = offsets.value(i) + (counts == null ? 1 : counts.value(i));
      if (end > bytes.length()) {
        throw bytes.truncated("its pixels up to byte " + end);
      }
    }
  }

  private static Entry needed(Bytes bytes, int tag, String what) {
    Entry entry = find(bytes, tag);
    if (entry == null) {
      throw bytes.unreadable("names no " + what + " in its first directory");
    }
    return entry;
  }

  private static Entry find(Bytes bytes, int tag) {
    boolean little = bytes.u8(0) == 'I';
    long directory = little ? bytes.u32le(4) : bytes.u32be(4);
    int entries = little ? bytes.u16le(directory) : bytes.u16be(directory);
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + 12L * i;
      int found = little ? bytes.u16le(at) : bytes.u16be(at);
      if (found == tag) {
        int type = little ? bytes.u16le(at + 2) : bytes.u16be(at + 2);
        long count = little ? bytes.u32le(at + 4) : bytes.u32be(at + 4);
        int width = type == 1 ? 1 : type == 3 ? 2 : 4;
        long values =
            count * width <= 4 ? at + 8 : little ? bytes.u32le(at + 8) : bytes.u32be(at + 8);
        return new Entry(bytes, little, values, count, width);
      }
    }
    return null;
  }
}

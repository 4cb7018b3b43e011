package org.mekiki.image;

/**
 * The first directory of a TIFF 6.0 file, either byte order. Of a file with several pages the first
 * is the picture.
 */
final class TiffFile {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int PHOTOMETRIC = 262;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int PHOTOMETRIC_BLACK_IS_ZERO = 1;

  /** Colour, transparency, and one more. */
  private static final int MAX_SAMPLES = 5;

  private static final int MAX_BITS = 64;

  /** A tile may be larger than a small picture, but memory is taken for all of it. */
  private static final long LARGEST_SPARE_TILE = 1 << 20;

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
        case 2 -> u16(bytes, little, from);
        default -> u32(bytes, little, from);
      };
    }
  }

  static ImageHeader header(Bytes bytes) {
    Entry photometric = find(bytes, PHOTOMETRIC);
    boolean grey = photometric != null && photometric.value(0) <= PHOTOMETRIC_BLACK_IS_ZERO;
    ImageHeader header =
        ImageHeader.of(
            bytes,
            needed(bytes, WIDTH, "width").value(0),
            needed(bytes, HEIGHT, "height").value(0),
            grey ? 1 : 3);
    requireAtMost(bytes, SAMPLES_PER_PIXEL, MAX_SAMPLES, "samples a pixel");
    requireAtMost(bytes, BITS_PER_SAMPLE, MAX_BITS, "bits a sample");
    requireFittingTiles(bytes, header);
    return header;
  }

  private static void requireAtMost(Bytes bytes, int tag, long most, String what) {
    Entry entry = find(bytes, tag);
    if (entry != null && entry.value(0) > most) {
      throw bytes.unreadable(
          "has " + entry.value(0) + " " + what + "; at most " + most + " are read");
    }
  }

  /** The limit of pixels holds for the picture; memory is taken for whole tiles of it. */
  private static void requireFittingTiles(Bytes bytes, ImageHeader header) {
    Entry width = find(bytes, TILE_WIDTH);
    Entry height = find(bytes, TILE_HEIGHT);
    if (width == null || height == null) {
      return;
    }
    double pixels = (double) width.value(0) * height.value(0);
    if (pixels > Math.max(LARGEST_SPARE_TILE, 4 * header.pixels())) {
      throw bytes.unreadable(
          String.format(
              "has tiles of %dx%d pixels for a picture of %dx%d",
              width.value(0), height.value(0), header.width(), header.height()));
    }
  }

  static void requireComplete(Bytes bytes) {
    requireDirectory(bytes);
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

  /** The directory itself, its values elsewhere in the file and the link behind it. */
  private static void requireDirectory(Bytes bytes) {
    boolean little = bytes.u8(0) == 'I';
    long directory = directory(bytes, little);
    int entries = u16(bytes, little, directory);
    bytes.require(directory, 2 + 12L * entries + 4);
    for (int i = 0; i < entries; i++) {
      Entry entry = entry(bytes, little, directory + 2 + 12L * i);
      bytes.require(entry.at(), entry.count() * entry.width());
    }
  }

  private static Entry find(Bytes bytes, int tag) {
    boolean little = bytes.u8(0) == 'I';
    long directory = directory(bytes, little);
    int entries = u16(bytes, little, directory);
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + 12L * i;
      if (u16(bytes, little, at) == tag) {
        return entry(bytes, little, at);
      }
    }
    return null;
  }

  private static Entry entry(Bytes bytes, boolean little, long at) {
    int width =
        switch (u16(bytes, little, at + 2)) {
          case 1, 2, 6, 7 -> 1;
          case 3, 8 -> 2;
          case 5, 10, 12 -> 8;
          default -> 4;
        };
    long count = u32(bytes, little, at + 4);
    return new Entry(
        bytes, little, count * width <= 4 ? at + 8 : u32(bytes, little, at + 8), count, width);
  }

  private static long directory(Bytes bytes, boolean little) {
    return u32(bytes, little, 4);
  }

  private static int u16(Bytes bytes, boolean little, long at) {
    return little ? bytes.u16le(at) : bytes.u16be(at);
  }

  private static long u32(Bytes bytes, boolean little, long at) {
    return little ? bytes.u32le(at) : bytes.u32be(at);
  }
}

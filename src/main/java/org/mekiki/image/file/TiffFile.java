package org.mekiki.image.file;

import java.util.Arrays;
import org.mekiki.text.Text;

/**
 * The first directory of a TIFF 6.0 file, either byte order. Of a file with several pages the first
 * is the picture.
 *
 * @param little whether the low byte comes first
 * @param samples of a pixel that lie in the file; those beyond colour are transparency
 * @param bits of a sample, 1 to 16
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette
 * @param compression one of the four that are read
 * @param predictor whether rows hold differences
 * @param planar whether each colour has strips of its own
 * @param blockHeight rows of a block; the last strip may have fewer
 * @param palette 3 × 2^bits levels of 16 bits: all reds, all greens, all blues; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TiffFile(
    boolean little,
    int width,
    int height,
    int samples,
    int bits,
    int photometric,
    int compression,
    boolean predictor,
    boolean planar,
    int blockWidth,
    int blockHeight,
    long[] offsets,
    long[] counts,
    int[] palette) {
  static final int UNCOMPRESSED = 1;
  static final int LZW = 5;
  static final int DEFLATE = 8;
  static final int OLD_DEFLATE = 32946;
  static final int PACK_BITS = 32773;

  public static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int PREDICTOR = 317;
  private static final int COLOUR_MAP = 320;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;

  /** Colour, transparency, and one more. */
  private static final int MAX_SAMPLES = 5;

  /** A strip for each row, or tiles of 16 x 16, of the largest pictures. */
  private static final long MAX_BLOCKS = 1 << 20;

  /** Work for tiles beyond the picture's edges, for small pictures. */
  private static final long SPARE_PIXELS = 1 << 20;

  static ImageHeader header(Bytes bytes) {
    TiffDirectory directory = TiffDirectory.first(bytes);
    int photometric = small(directory.value(PHOTOMETRIC, RGB));
    return ImageHeader.of(
        bytes,
        directory.needed(WIDTH, "width"),
        directory.needed(HEIGHT, "height"),
        photometric <= BLACK_IS_ZERO ? 1 : 3);
  }

  /** Reads and checks everything that decoding needs. */
  public static TiffFile read(Bytes bytes, ImageHeader header) {
    TiffDirectory directory = TiffDirectory.first(bytes);
    directory.requireComplete();
    int samples = small(directory.value(SAMPLES_PER_PIXEL, 1));
    int photometric = small(directory.value(PHOTOMETRIC, RGB));
    int colours = photometric == RGB ? 3 : 1;
    if (samples > MAX_SAMPLES) {
      throw bytes.unreadable(
          "has " + samples + " samples a pixel; at most " + MAX_SAMPLES + " are read");
    }
    if (photometric > PALETTE || samples < colours) {
      throw bytes.unreadable(
          Text.of(
              "has photometric interpretation %d with %d samples a pixel; grey, RGB and palette"
                  + " (0 to 3) are read",
              photometric, samples));
    }
    int bits = bits(bytes, directory, samples, photometric);
    boolean planar = directory.value(PLANAR, 1) == 2 && samples > 1;
    boolean tiles = directory.has(TILE_OFFSETS);
    long blockWidth = tiles ? directory.needed(TILE_WIDTH, "tile width") : header.width();
    long blockHeight =
        tiles
            ? directory.needed(TILE_HEIGHT, "tile height")
            : Math.min(directory.value(ROWS_PER_STRIP, header.height()), header.height());
    requireFitting(bytes, header, blockWidth, blockHeight);
    long blocks =
        ceilDiv(header.width(), blockWidth)
            * ceilDiv(header.height(), blockHeight)
            * (planar ? samples : 1);
    if (blocks > MAX_BLOCKS) {
      throw bytes.unreadable(
          "has " + blocks + " strips or tiles; at most " + MAX_BLOCKS + " are read");
    }
    int compression = compression(bytes, directory);
    long blockBytes = ((planar ? 1 : samples) * bits * blockWidth + 7) / 8 * blockHeight;
    long[] offsets = directory.values(tiles ? TILE_OFFSETS : STRIP_OFFSETS, blocks);
    long[] counts =
        counts(
            bytes, directory, tiles ? TILE_BYTES : STRIP_BYTES, offsets, compression, blockBytes);
    requireBlocks(bytes, offsets, counts);
    return new TiffFile(
        bytes.u8(0) == 'I',
        header.width(),
        header.height(),
        samples,
        bits,
        photometric,
        compression,
        predictor(bytes, directory, compression),
        planar,
        (int) blockWidth,
        (int) blockHeight,
        offsets,
        counts,
        palette(directory, photometric, bits));
  }

  private static int bits(Bytes bytes, TiffDirectory directory, int samples, int photometric) {
    long bits = directory.value(BITS_PER_SAMPLE, 1);
    for (int i = 1; i < Math.min(samples, directory.count(BITS_PER_SAMPLE)); i++) {
      if (directory.value(BITS_PER_SAMPLE, i, bits) != bits) {
        throw bytes.unreadable("has samples of different widths");
      }
    }
    int most = photometric == PALETTE ? 8 : SampleScale.MOST_BITS;
    long kind = directory.value(SAMPLE_FORMAT, 1);
    if (bits < 1 || bits > most || kind != 1) {
      throw bytes.unreadable(
          Text.of(
              "holds samples of %d bits, kind %d; unsigned whole numbers (kind 1) of 1 to %d bits"
                  + " are read",
              bits, kind, most));
    }
    return (int) bits;
  }

  private static int compression(Bytes bytes, TiffDirectory directory) {
    long compression = directory.value(COMPRESSION, UNCOMPRESSED);
    if (directory.value(FILL_ORDER, 1) != 1) {
      throw bytes.unreadable("fills its bytes from the lowest bit, which isn't read");
    }
    if (compression != UNCOMPRESSED
        && compression != LZW
        && compression != DEFLATE
        && compression != OLD_DEFLATE
        && compression != PACK_BITS) {
      throw bytes.unreadable(
          "has compression "
              + compression
              + "; none (1), LZW (5), Deflate (8, 32946) and PackBits (32773) are read");
    }
    return (int) compression;
  }

  private static boolean predictor(Bytes bytes, TiffDirectory directory, int compression) {
    long predictor = directory.value(PREDICTOR, 1);
    if (compression == UNCOMPRESSED || compression == PACK_BITS || predictor == 1) {
      return false;
    }
    long bits = directory.value(BITS_PER_SAMPLE, 1);
    if (predictor != 2 || (bits != 8 && bits != 16)) {
      throw bytes.unreadable(
          "has predictor " + predictor + " with samples of " + bits + " bits, which isn't read");
    }
    return true;
  }

  /** Tiles may reach beyond the picture, but unpacking them takes time. */
  private static void requireFitting(
      Bytes bytes, ImageHeader header, long blockWidth, long blockHeight) {
    boolean sane = blockWidth >= 1 && blockHeight >= 1;
    double across = sane ? Math.ceil(header.width() / (double) blockWidth) : 0;
    double down = sane ? Math.ceil(header.height() / (double) blockHeight) : 0;
    double pixels = across * blockWidth * down * blockHeight;
    if (!sane || pixels > Math.max(SPARE_PIXELS, 4.0 * header.pixels())) {
      throw bytes.unreadable(
          Text.of(
              "has tiles of %dx%d pixels for a picture of %dx%d",
              blockWidth, blockHeight, header.width(), header.height()));
    }
  }

  private static long[] counts(
      Bytes bytes,
      TiffDirectory directory,
      int tag,
      long[] offsets,
      int compression,
      long blockBytes) {
    if (directory.has(tag)) {
      return directory.values(tag, offsets.length);
    }
    if (compression == UNCOMPRESSED && offsets.length == 1) {
      return new long[] {Math.min(blockBytes, Math.max(0, bytes.length() - offsets[0]))};
    }
    throw bytes.unreadable("doesn't say how many bytes its pixels take");
  }

  private static void requireBlocks(Bytes bytes, long[] offsets, long[] counts) {
    long sum = 0;
    for (int i = 0; i < offsets.length; i++) {
      long end = offsets[i] + counts[i];
      if (end > bytes.length()) {
        throw bytes.truncated("its pixels up to byte " + end);
      }
      sum += counts[i];
    }
    if (sum > bytes.length()) {
      throw bytes.unreadable(
          "names " + sum + " bytes of pixels, more than its own " + bytes.length());
    }
  }

  private static int[] palette(TiffDirectory directory, int photometric, int bits) {
    if (photometric != PALETTE) {
      return new int[0];
    }
    long[] levels = directory.values(COLOUR_MAP, 3L << bits);
    return Arrays.stream(levels).mapToInt(level -> (int) level & 0xffff).toArray();
  }

  /** Bytes of a row of a block, unpacked. */
  public long rowBytes() {
    return ((long) blockWidth * (planar ? 1 : samples) * bits + 7) / 8;
  }

  private static int small(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  private static long ceilDiv(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}

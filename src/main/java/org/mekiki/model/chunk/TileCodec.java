package org.mekiki.model.chunk;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.mekiki.padim.gaussian.Int8Factors;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Text;

/**
 * One tile's Gaussians as bytes, little-endian throughout:
 *
 * <pre>
 * offset  0  'M' 'K' 'T' '1'       what this is
 *         4  uint8                 precision: 0 float32, 1 bfloat16, 2 int8
 *         5  3 × uint8 0           reserved
 *         8  int32                 tile
 *        12  int32                 first patch
 *        16  int32                 patches
 *        20  int32                 dimensions D
 *        24  float32 [patch][D]    means
 *         …  [patch][D(D+1)/2]     factors, packed lower triangle, row by row, in that precision
 * </pre>
 *
 * <p>With int8, each patch has powers of two for its rows and its columns before its factors, see
 * {@link Int8Factors}:
 *
 * <pre>
 *         …  int8 [D], int8 [D], int8 [D(D+1)/2]     for each patch
 * </pre>
 *
 * <p>Values that are not finite are refused when written and when read: one NaN would make every
 * score NaN, and no threshold is above NaN.
 */
public final class TileCodec {
  /** Size of the header. */
  public static final int HEADER_BYTES = 24;

  /** With more, the factors of a single patch would not fit an array. */
  private static final int MOST_DIMENSIONS = 60_000;

  private static final int MAGIC = 'M' | 'K' << 8 | 'T' << 16 | '1' << 24;

  private TileCodec() {}

  public static long bytes(int patches, int dimensions, Precision precision) {
    return HEADER_BYTES
        + (long) Float.BYTES * patches * dimensions
        + precision.factorBytes(patches, dimensions);
  }

  /**
   * Writes a tile.
   *
   * @throws IllegalArgumentException if a value is not finite, or the tile is larger than 2 GiB
   */
  public static byte[] encode(Tile tile, Precision precision) {
    PatchGaussians gaussians = tile.gaussians();
    long bytes = bytes(gaussians.patches(), gaussians.dimensions(), precision);
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          Text.of(
              "tile %d of %d patches takes %d bytes; less than 2 GiB are valid: use smaller tiles",
              tile.number(), gaussians.patches(), bytes));
    }
    checkFinite(tile.number(), "mean", gaussians.mean(), 0, gaussians.mean().length);
    checkFinite(tile.number(), "factor", gaussians.factor(), 0, gaussians.factor().length);
    ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(MAGIC).putInt(precision.ordinal());
    buffer.putInt(tile.number()).putInt(gaussians.firstPatch());
    buffer.putInt(gaussians.patches()).putInt(gaussians.dimensions());
    buffer.asFloatBuffer().put(gaussians.mean());
    buffer.position(HEADER_BYTES + Float.BYTES * gaussians.mean().length);
    switch (precision) {
      case FLOAT32 -> buffer.asFloatBuffer().put(gaussians.factor());
      case BF16 -> {
        ShortBuffer shorts = buffer.asShortBuffer();
        for (float value : gaussians.factor()) {
          shorts.put(Precision.toBf16(value));
        }
      }
      case INT8 -> putInt8(buffer, gaussians);
    }
    return buffer.array();
  }

  private static void putInt8(ByteBuffer buffer, PatchGaussians gaussians) {
    Int8Factors patch = new Int8Factors(gaussians.dimensions());
    for (int p = 0; p < gaussians.patches(); p++) {
      patch.quantize(gaussians.factor(), p * patch.values().length);
      buffer.put(patch.rows()).put(patch.columns()).put(patch.values());
    }
  }

  /**
   * Reads a tile of factors in float32 or bf16 into the arrays of a whole model, at its patches'
   * places.
   *
   * @throws IllegalArgumentException if these bytes are not that tile of that tiling
   */
  public static void decodeInto(
      byte[] bytes, int tile, Tiling tiling, Precision precision, float[] mean, float[] factor) {
    Header found = expected(bytes, tile, tiling, precision);
    ByteBuffer buffer = afterMeans(bytes, found, mean);
    int triangle = PatchGaussians.triangle(found.dimensions);
    int factors = found.patches * triangle;
    int at = found.firstPatch * triangle;
    switch (precision) {
      case FLOAT32 -> buffer.asFloatBuffer().get(factor, at, factors);
      case BF16 -> {
        ShortBuffer shorts = buffer.asShortBuffer();
        for (int i = 0; i < factors; i++) {
          factor[at + i] = Precision.fromBf16(shorts.get(i));
        }
      }
      case INT8 -> throw new IllegalArgumentException("factors in int8 stay in int8");
    }
    checkFinite(tile, "factor", factor, at, factors);
  }

  /** Reads the means; what is left are the factors. */
  private static ByteBuffer afterMeans(byte[] bytes, Header header, float[] mean) {
    int means = header.patches * header.dimensions;
    int at = header.firstPatch * header.dimensions;
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(HEADER_BYTES).asFloatBuffer().get(mean, at, means);
    checkFinite(header.tile, "mean", mean, at, means);
    return buffer
        .slice(
            HEADER_BYTES + Float.BYTES * means, bytes.length - HEADER_BYTES - Float.BYTES * means)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a tile of factors in int8 and leaves them in it.
   *
   * @param int8 of each patch of the model what {@link PatchGaussians#ofInt8} takes
   * @throws IllegalArgumentException if these bytes are not that tile of that tiling
   */
  public static void decodeInto(byte[] bytes, int tile, Tiling tiling, float[] mean, byte[] int8) {
    Header found = expected(bytes, tile, tiling, Precision.INT8);
    int patch = Int8Factors.bytes(found.dimensions);
    int at = found.firstPatch * patch;
    afterMeans(bytes, found, mean).get(int8, at, found.patches * patch);
    for (int p = 0; p < found.patches; p++) {
      if (!Int8Factors.isFinite(int8, at + p * patch, found.dimensions)) {
        throw new IllegalArgumentException(
            Text.of(
                "the scales of patch %d of tile %d are too far from 1: its factors may not be"
                    + " finite",
                p, tile));
      }
    }
  }

  private static Header expected(byte[] bytes, int tile, Tiling tiling, Precision precision) {
    Header found = Header.read(bytes);
    Header expected =
        new Header(
            precision, tile, tiling.firstPatch(tile), tiling.patches(tile), tiling.dimensions());
    if (!found.equals(expected)) {
      throw new IllegalArgumentException("it holds " + found + ", expected " + expected);
    }
    return found;
  }

  private static void checkFinite(int tile, String what, float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            Text.of("%s %d of tile %d is %s; it must be finite", what, i - from, tile, values[i]));
      }
    }
  }

  private record Header(
      Precision precision, int tile, int firstPatch, int patches, int dimensions) {

    static Header read(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      try {
        if (buffer.getInt() != MAGIC) {
          throw new IllegalArgumentException("these bytes are not a tile: they don't start 'MKT1'");
        }
        int precision = buffer.getInt();
        if (precision < 0 || precision >= Precision.values().length) {
          throw new IllegalArgumentException(
              "precision "
                  + precision
                  + " of a tile is unknown; 0 (float32), 1 (bf16) and 2 (int8) are");
        }
        Header header =
            new Header(
                Precision.values()[precision],
                buffer.getInt(),
                buffer.getInt(),
                buffer.getInt(),
                buffer.getInt());
        header.check(bytes.length);
        return header;
      } catch (BufferUnderflowException e) {
        throw new IllegalArgumentException(
            bytes.length + " bytes are not a tile: its header has " + HEADER_BYTES, e);
      }
    }

    private void check(int length) {
      boolean legal = tile >= 0 && firstPatch >= 0 && patches >= 1 && dimensions >= 1;
      // Bounded first, so that the size computed from them can't overflow.
      if (!legal
          || dimensions > MOST_DIMENSIONS
          || patches > length / Float.BYTES
          || bytes(patches, dimensions, precision) != length) {
        throw new IllegalArgumentException(this + " does not fill " + length + " bytes");
      }
    }

    @Override
    public String toString() {
      return Text.of(
          "tile %d with patches %d+%d of %d dimensions in %s",
          tile, firstPatch, patches, dimensions, precision);
    }
  }
}

package org.mekiki.model.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;

class TileCodecTest {
  /** Half a unit in the last place of 8 significant bits. */
  private static final float BF16_ROUNDING = 0x1p-8f;

  private static Tile tile() {
    Random random = new Random(7);
    float[] mean = new float[12];
    float[] factor = new float[24];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < factor.length; i++) {
      factor[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
    }
    return new Tile(3, new PatchGaussians(12, 4, 3, mean, factor));
  }

  /** Tile 3 of a model of four tiles, in arrays of its own. */
  private static Tile decode(byte[] bytes, Precision precision) {
    float[] mean = new float[48];
    float[] factor = new float[96];
    TileCodec.decodeInto(bytes, 3, new Tiling(new Grid(4, 4), 3, 4), precision, mean, factor);
    return new Tile(
        3,
        new PatchGaussians(
            12, 4, 3, Arrays.copyOfRange(mean, 36, 48), Arrays.copyOfRange(factor, 72, 96)));
  }

  @Test
  void readsWhatItWrote() {
    Tile tile = tile();
    Tile read = decode(TileCodec.encode(tile, Precision.FLOAT32), Precision.FLOAT32);

    assertThat(read.gaussians().mean()).containsExactly(tile.gaussians().mean());
    assertThat(read.gaussians().factor()).containsExactly(tile.gaussians().factor());
  }

  @Test
  void keepsMeansExactAndRoundsFactorsInBf16() {
    Tile tile = tile();
    byte[] bytes = TileCodec.encode(tile, Precision.BF16);
    Tile read = decode(bytes, Precision.BF16);

    assertThat(bytes).hasSize((int) TileCodec.bytes(4, 3, Precision.BF16)).hasSize(24 + 48 + 48);
    assertThat(read.gaussians().mean()).containsExactly(tile.gaussians().mean());
    for (int i = 0; i < 24; i++) {
      float exact = tile.gaussians().factor()[i];
      assertThat(Math.abs(read.gaussians().factor()[i] - exact))
          .isLessThanOrEqualTo(Math.abs(exact) * BF16_ROUNDING);
    }
    assertThat(TileCodec.encode(read, Precision.BF16)).as("stable").isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    // value as float32 bits, bf16 bits: below, at and above the middle; ties go to even
    "3F800000,3F80",
    "3F807FFF,3F80",
    "3F808000,3F80",
    "3F808001,3F81",
    "3F818000,3F82",
    "BF818000,BF82",
    "7F7FFFFF,7F7F",
    "00000000,0000",
    "80000000,8000"
  })
  void roundsToNearestEven(String float32, String bf16) {
    float value = Float.intBitsToFloat(HexFormat.fromHexDigits(float32));

    assertThat(Precision.toBf16(value) & 0xFFFF).isEqualTo(HexFormat.fromHexDigits(bf16));
    assertThat(Float.isFinite(Precision.fromBf16(Precision.toBf16(value)))).isTrue();
  }

  @Test
  void writesTheDocumentedBytes() {
    Tile tile =
        new Tile(1, new PatchGaussians(2, 1, 2, new float[] {1, -2}, new float[] {0.5f, 4, 8}));

    assertThat(HexFormat.of().formatHex(TileCodec.encode(tile, Precision.FLOAT32)))
        .isEqualTo(
            "4d4b5431"
                + "00000000"
                + "01000000020000000100000002000000"
                + "0000803f000000c0"
                + "0000003f0000804000000041");
    assertThat(HexFormat.of().formatHex(TileCodec.encode(tile, Precision.BF16)))
        .endsWith("0000803f000000c0" + "003f80400041");
    // Columns are divided by 2^-1 and 2^3; then row 0 is 64 · 2^-6, row 1 is 64 · 2^-3 and 8 ·
    // 2^-3.
    assertThat(HexFormat.of().formatHex(TileCodec.encode(tile, Precision.INT8)))
        .endsWith("0000803f000000c0" + "fafd" + "ff03" + "404008");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void refusesValuesThatAreNotFinite(Precision precision) {
    Tile tile = tile();
    byte[] bytes = TileCodec.encode(tile, Precision.FLOAT32);
    tile.gaussians().factor()[5] = Float.NaN;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(24 + 4, Float.NaN);

    assertThatThrownBy(() -> TileCodec.encode(tile, precision))
        .hasMessage("factor 5 of tile 3 is NaN; it must be finite");
    Tile other = tile();
    other.gaussians().mean()[2] = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> TileCodec.encode(other, precision))
        .hasMessage("mean 2 of tile 3 is Infinity; it must be finite");
    assertThatThrownBy(() -> decode(bytes, Precision.FLOAT32))
        .hasMessage("mean 1 of tile 3 is NaN; it must be finite");
  }

  @Test
  void refusesInt8ScalesWithWhichFactorsMayNotBeFinite() {
    // Two patches of two dimensions: rows, columns, three values each.
    Tiling tiling = new Tiling(new Grid(1, 2), 2, 2);
    PatchGaussians gaussians =
        new PatchGaussians(0, 2, 2, new float[4], new float[] {1, 0, 1, 1, 0, 1});
    byte[] bytes = TileCodec.encode(new Tile(0, gaussians), Precision.INT8);
    byte[] into = new byte[14];
    TileCodec.decodeInto(bytes, 0, tiling, new float[4], into);
    assertThat(into).isEqualTo(Arrays.copyOfRange(bytes, 24 + 16, bytes.length));

    bytes[24 + 16 + 7 + 1] = 127; // a row of the second patch

    assertThatThrownBy(() -> TileCodec.decodeInto(bytes, 0, tiling, new float[4], into))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the scales of patch 1 of tile 0 are too far from 1: its factors may not be finite");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 23, 24, 100})
  void refusesATileThatIsCutOff(int length) {
    byte[] bytes = TileCodec.encode(tile(), Precision.FLOAT32);

    assertThatThrownBy(() -> decode(Arrays.copyOf(bytes, length), Precision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,'these bytes are not a tile: they don''t start ''MKT1'''",
    "4,9,'precision 9 of a tile is unknown; 0 (float32), 1 (bf16) and 2 (int8) are'",
    "16,2147483647,'does not fill 168 bytes'",
    "20,2147483647,'does not fill 168 bytes'",
    "20,65535,'does not fill 168 bytes'",
    "16,-1,'does not fill 168 bytes'"
  })
  void refusesHeadersThatLie(int offset, int value, String message) {
    byte[] bytes = TileCodec.encode(tile(), Precision.FLOAT32);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);

    assertThatThrownBy(() -> decode(bytes, Precision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}

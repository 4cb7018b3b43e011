package org.mekiki.model.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.gaussian.Precision;

class TilingTest {
  @ParameterizedTest
  @CsvSource({"28,28,200", "56,56,100", "56,56,550", "1,1,1", "7,3,50", "28,28,1792", "5,5,470"})
  void coversEveryPatchOnce(int height, int width, int dimensions) {
    Tiling tiling = Tiling.of(new Grid(height, width), dimensions);

    int next = 0;
    for (int tile = 0; tile < tiling.tiles(); tile++) {
      assertThat(tiling.firstPatch(tile)).isEqualTo(next);
      next += tiling.patches(tile);
    }
    assertThat(next).isEqualTo(height * width);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "30, 3", "100, 32", "200, 126", "350, 392", "550, 1046"})
  void makesTilesOfFourMegabytesOfTrainingStateAtMost(int dimensions, int tiles) {
    Tiling tiling = Tiling.of(new Grid(56, 56), dimensions);
    long state = 8L * tiling.patchesPerTile() * (dimensions + dimensions * (dimensions + 1L) / 2);

    assertThat(state).isLessThanOrEqualTo(4 << 20);
    assertThat(tiling.tiles()).isEqualTo(tiles);
    assertThat(tiling.chunksPerTile(Precision.INT8)).isEqualTo(1);
    assertThat(tiling.chunksPerTile(Precision.FLOAT32)).isLessThanOrEqualTo(3);
  }

  @Test
  void cutsAPatchThatIsLargerThanAChunkIntoChunks() {
    Tiling tiling = Tiling.of(new Grid(28, 28), 1792);

    assertThat(tiling.patchesPerTile()).isEqualTo(1);
    assertThat(tiling.chunksPerTile(Precision.FLOAT32)).isEqualTo(7);
    assertThat(tiling.chunksPerTile(Precision.BF16)).isEqualTo(4);
    assertThat(tiling.tileChunks(Precision.BF16)).isEqualTo(4 * 784);
  }

  @Test
  void makesTilesEven() {
    Tiling tiling = Tiling.of(new Grid(1, 10), 2, 9);

    assertThat(IntStream.range(0, tiling.tiles()).map(tiling::patches)).containsExactly(5, 5);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    Grid grid = new Grid(2, 3);
    assertThatThrownBy(() -> new Tiling(grid, 4, 7))
        .hasMessage("7 patches per tile are not valid: 1 to 6 are");
    assertThatThrownBy(() -> new Tiling(grid, 0, 1))
        .hasMessage("dimensions 0: at least 1 is valid");
    assertThatThrownBy(() -> Tiling.of(grid, 4, 0))
        .hasMessage("0 patches per tile are not valid: at least 1 is");
    assertThatThrownBy(() -> new Tiling(grid, 4, 2).patches(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

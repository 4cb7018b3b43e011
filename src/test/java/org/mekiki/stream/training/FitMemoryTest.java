package org.mekiki.stream.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.run.RunRefusedException;

class FitMemoryTest {
  private static final long MIB = 1L << 20;

  /** Patches of 8 dimensions, in tiles of this many. */
  private static TrainingSettings settings(int side, int patchesPerTile) {
    Backbone backbone = TinyBackbone.BACKBONE;
    Grid grid = new Grid(side, side);
    return new TrainingSettings(
        backbone,
        new EmbeddingSettings(grid, 1, Reductions.randomSelection(12, 8, 5)),
        new Regularization.Relative(0.01),
        Precision.FLOAT32,
        new Tiling(grid, 8, patchesPerTile),
        100,
        1000,
        0.01,
        Thresholds::quantile,
        Optional.empty());
  }

  @Test
  void theFramesOfAUsualRunFitASmallHeap() {
    FitMemory usual = new FitMemory(settings(28, 28), 300, 0);
    assertThatCode(() -> usual.require(16 * MIB)).doesNotThrowAnyException();
  }

  @Test
  void heldOutFramesOfManyTilesAreNamedAgainstTheHeap() {
    FitMemory large = new FitMemory(settings(128, 16), 5_000, 2_000);
    assertThatThrownBy(() -> large.require(256 * MIB))
        .hasMessageStartingWith(
            "the fit takes up to 516 MiB of the heap, and this trainer has 256 MiB for it: 2000"
                + " held-out frames x 1024 tiles x 264 bytes; raise the heap")
        .asInstanceOf(type(RunRefusedException.class))
        .extracting(RunRefusedException::failure)
        .isEqualTo(RunFailure.MEMORY);
    assertThatCode(() -> large.require(600 * MIB)).doesNotThrowAnyException();
  }

  @Test
  void oneTileThatIsTooLargeIsNamedToo() {
    FitMemory large = new FitMemory(settings(64, 4096), 5_000, 0);
    assertThatThrownBy(() -> large.require(64 * MIB))
        .hasMessageContaining(
            ": 1000 embeddings and the Gaussians of 4096 patches with 8 dimensions, for each tile");
  }

  @Test
  void ofFewFramesTheCopiesCountAsWell() {
    TrainingSettings settings = settings(64, 4096);
    assertThatCode(() -> new FitMemory(settings, 20, 0).require(40 * MIB))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> new FitMemory(settings, 90, 0).require(40 * MIB))
        .hasMessageContaining(": 450 embeddings");
  }
}

package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.PatchGaussians;

class PatchMaskTest {
  private static final Grid GRID = new Grid(3, 4);
  private static final ImageShape MAP = new ImageShape(3, 24, 32);
  private static final int D = 5;
  private static final CommonDistance COMMON = new CommonDistance(0.7, 2);

  /** The right half. */
  private final PatchMask right = PatchMask.of(GRID, rightHalf());

  private static boolean[] rightHalf() {
    boolean[] counts = new boolean[GRID.patches()];
    for (int p = 0; p < counts.length; p++) {
      counts[p] = p % 4 >= 2;
    }
    return counts;
  }

  @Test
  void distancesOfPatchesThatCountAreThoseWithoutAMask() {
    PatchGaussians gaussians = gaussians();
    Embedding embedding = embedding(7);
    float[] all = plain(gaussians).distances(embedding);
    float[] masked = masked(gaussians).distances(embedding);

    for (int p = 0; p < all.length; p++) {
      int nearest = p / 4 * 4 + Math.max(2, p % 4);
      assertThat(masked[p]).as("patch %d", p).isCloseTo(all[nearest], within(1e-4f));
    }
  }

  @Test
  void whatLiesUnderTheMaskChangesNothing() {
    float[] distances = new float[GRID.patches()];
    Arrays.fill(distances, 1);
    distances[3] = 4;
    AnomalyMapGenerator maps = masked(gaussians());
    AnomalyMap map = maps.map(distances);
    distances[4] = 1000;

    assertThat(maps.map(distances).values()).isEqualTo(map.values());
    assertThat(map.max()).isGreaterThan(1.5f);
    for (int x = 0; x < 16; x++) {
      assertThat(map.values()[x]).isEqualTo(map.min());
    }
  }

  @Test
  void aDefectAtTheEdgeOfWhatCountsWeighsAsMuchAsAtTheEdgeOfThePicture() {
    float[] distances = new float[GRID.patches()];
    for (int row = 0; row < 3; row++) {
      distances[4 * row + 2] = 9;
    }
    AnomalyMap edge = masked(gaussians()).map(distances);
    float[] mirrored = new float[GRID.patches()];
    for (int row = 0; row < 3; row++) {
      mirrored[4 * row + 3] = 9;
    }
    AnomalyMap border = masked(gaussians()).map(mirrored);

    assertThat(edge.max()).isCloseTo(border.max(), within(0.5f));
  }

  @Test
  void aPatchThatDoesNotCountGetsTheNearestOnesDistance() {
    boolean[] counts = new boolean[GRID.patches()];
    counts[0] = true;
    counts[7] = true;
    counts[10] = true;
    PatchMask few = PatchMask.of(GRID, counts);

    // Of two that are as near, the first: patches 5 and 8 are as far from 0 as from 10.
    assertThat(few.spread(new float[] {1, 2, 3}))
        .containsExactly(
            1, 1, 2, 2, //
            1, 1, 2, 2, //
            1, 3, 3, 2);
  }

  @Test
  void aPixelBelongsToThePatchThatCoversIt() {
    boolean[] counts = new boolean[GRID.patches()];
    counts[6] = true;
    PatchMask one = PatchMask.of(GRID, counts);

    for (int y = 0; y < 24; y++) {
      for (int x = 0; x < 32; x++) {
        boolean covered = y / 8 == 1 && x / 8 == 2;
        assertThat(one.countsAt(x, y, 32, 24)).as("%d, %d", x, y).isEqualTo(covered);
      }
    }
    assertThat(one.counts(6)).isTrue();
    assertThat(one.counts(5)).isFalse();
  }

  @Test
  void aMaskUnderWhichNothingCountsIsRefused() {
    assertThatThrownBy(() -> PatchMask.of(GRID, new boolean[GRID.patches()]))
        .hasMessage("no patch counts: at least one must");
    assertThatThrownBy(() -> PatchMask.of(GRID, new boolean[5]))
        .hasMessage("a mask of 5 patches does not fill the grid 3x4");
  }

  private static AnomalyMapGenerator plain(PatchGaussians gaussians) {
    return LessCommonMaps.of(
        COMMON, new MahalanobisMapGenerator(GRID, gaussians, MAP, new ReflectGaussianBlur()));
  }

  private AnomalyMapGenerator masked(PatchGaussians gaussians) {
    return LessCommonMaps.of(
        COMMON,
        MaskedMaps.of(right, MahalanobisMapGenerator::new)
            .create(GRID, gaussians, MAP, new ReflectGaussianBlur()));
  }

  private static PatchGaussians gaussians() {
    Random random = new Random(3);
    float[] mean = new float[GRID.patches() * D];
    float[] factor = new float[GRID.patches() * PatchGaussians.triangle(D)];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = random.nextFloat();
    }
    for (int i = 0; i < factor.length; i++) {
      factor[i] = 1 + random.nextFloat();
    }
    return new PatchGaussians(0, GRID.patches(), D, mean, factor);
  }

  private static Embedding embedding(long seed) {
    Random random = new Random(seed);
    float[] values = new float[GRID.patches() * D];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new Embedding(GRID, D, values);
  }
}

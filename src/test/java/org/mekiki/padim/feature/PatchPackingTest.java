package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchPackingTest {
  private static final List<FeatureShape> HALVED =
      List.of(
          new FeatureShape("fine", 2, 8, 8),
          new FeatureShape("middle", 3, 4, 4),
          new FeatureShape("coarse", 4, 2, 2));
  private static final Grid GRID = new Grid(8, 8);
  private static final Reduction ALL = Reductions.all(9);

  private static List<FeatureMap> maps(List<FeatureShape> shapes) {
    Random random = new Random(7);
    List<FeatureMap> maps = new ArrayList<>();
    for (FeatureShape shape : shapes) {
      float[] values = new float[shape.channels() * shape.height() * shape.width()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      maps.add(new FeatureMap(shape, values));
    }
    return maps;
  }

  private static void assertLossless(PatchPacking packing, float[] values, int from) {
    float[] packed = packing.pack(values, from);
    float[] out = new float[from + packing.values() + 1];
    packing.unpack(packed, out, from);
    for (int i = from; i < from + packing.values(); i++) {
      assertThat(out[i]).as("value %d", i).isEqualTo(values[i]);
    }
    assertThat(out[out.length - 1]).as("behind the run").isZero();
  }

  @Test
  void keepsEachPixelOfACoarserFeatureOnce() {
    PatchEmbedder embedder = new PatchEmbedder(HALVED, new EmbeddingSettings(GRID, 1, ALL));

    PatchPacking whole = embedder.packing(0, 64);
    PatchPacking row = embedder.packing(8, 8);

    assertThat(whole.values()).isEqualTo(64 * 9);
    assertThat(whole.pack(new float[64 * 9], 0)).hasSize(64 * 2 + 16 * 3 + 4 * 4);
    assertThat(row.pack(new float[64 * 9], 8 * 9)).hasSize(8 * 2 + 4 * 3 + 2 * 4);
  }

  @Test
  void givesBackEveryRunAsItWas() {
    PatchEmbedder embedder =
        new PatchEmbedder(
            HALVED, new EmbeddingSettings(GRID, 1, Reductions.randomSelection(9, 6, 3)));
    float[] values = embedder.embed(maps(HALVED)).values();

    for (int first = 0; first < 64; first++) {
      for (int patches = 1; first + patches <= 64; patches++) {
        PatchPacking packing = embedder.packing(first, patches);
        assertLossless(packing, values, first * 6);
      }
    }
  }

  @Test
  void givesBackFeaturesOfSizesThatDoNotDivideEachOther() {
    List<FeatureShape> odd =
        List.of(new FeatureShape("fine", 2, 11, 9), new FeatureShape("coarse", 3, 3, 4));
    PatchEmbedder embedder =
        new PatchEmbedder(odd, new EmbeddingSettings(new Grid(7, 6), 1, Reductions.all(5)));
    float[] values = embedder.embed(maps(odd)).values();

    PatchPacking packing = embedder.packing(3, 30);

    assertThat(packing.pack(values, 15)).hasSizeLessThan(30 * 5);
    assertLossless(packing, values, 15);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void keepsAllWhereANeighbourhoodIsAveraged(int neighbourhood) {
    PatchEmbedder embedder =
        new PatchEmbedder(HALVED, new EmbeddingSettings(GRID, neighbourhood, ALL));
    float[] values = embedder.embed(maps(HALVED)).values();

    PatchPacking packing = embedder.packing(8, 16);

    assertThat(packing.pack(values, 72)).hasSize(16 * 9);
    assertLossless(packing, values, 72);
  }

  @Test
  void keepsAllOfAProjectionWhichMixesFineAndCoarse() {
    Reduction projection = Reductions.semiOrthogonal(9, 5, 1);
    PatchEmbedder embedder = new PatchEmbedder(HALVED, new EmbeddingSettings(GRID, 1, projection));
    float[] values = embedder.embed(maps(HALVED)).values();

    assertLossless(embedder.packing(0, 64), values, 0);
  }

  @Test
  void keepsAllOfAnEmbeddingThatDoesNotRepeatAsItShould() {
    PatchEmbedder embedder = new PatchEmbedder(HALVED, new EmbeddingSettings(GRID, 1, ALL));
    float[] values = embedder.embed(maps(HALVED)).values();
    values[9 * 9 + 8] = 0.5f; // the second row's second patch has the first one's coarse values

    PatchPacking packing = embedder.packing(0, 64);

    assertThat(packing.pack(values, 0)).containsExactly(values);
    assertLossless(packing, values, 0);
  }

  @Test
  void refusesARunOfAnotherSize() {
    PatchPacking packing =
        new PatchEmbedder(HALVED, new EmbeddingSettings(GRID, 1, ALL)).packing(0, 64);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> packing.unpack(new float[100], new float[64 * 9], 0))
        .withMessageContaining("100 values")
        .withMessageContaining("576")
        .withMessageContaining("192");
  }
}

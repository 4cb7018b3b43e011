package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  private static int[] picks(int inputs, int dimensions, long seed) {
    return ((Reduction.Selection) Reductions.randomSelection(inputs, dimensions, seed)).indices();
  }

  @Test
  void picksTheSameFeaturesForever() {
    assertThat(picks(448, 10, 1024))
        .containsExactly(27, 72, 122, 159, 195, 201, 317, 382, 412, 432);
  }

  @Test
  void picksEachFeatureAtMostOnceInAscendingOrder() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(picks(20, 13, seed)).isSorted().doesNotHaveDuplicates().hasSize(13);
    }
    assertThat(picks(20, 20, 3)).containsExactly(IntStream.range(0, 20).toArray());
  }

  @Test
  void picksEveryFeatureEquallyOften() {
    int[] counts = new int[10];
    for (long seed = 0; seed < 10_000; seed++) {
      for (int pick : picks(10, 3, seed)) {
        counts[pick]++;
      }
    }

    // 3,000 expected, standard deviation 46.
    assertThat(counts)
        .satisfies(all -> assertThat(IntStream.of(all).min().orElse(0)).isGreaterThan(2800));
    assertThat(IntStream.of(counts).max().orElse(0)).isLessThan(3200);
  }

  @Test
  void takesTheSameShareOfEachTensorWhenStratified() {
    for (long seed = 0; seed < 50; seed++) {
      int[] picks = stratified(100, seed, 24, 32, 96);

      assertThat(picks).isSorted().doesNotHaveDuplicates().hasSize(100);
      assertThat(Arrays.stream(picks).filter(pick -> pick < 24)).hasSize(16);
      assertThat(Arrays.stream(picks).filter(pick -> pick >= 24 && pick < 56)).hasSize(21);
      assertThat(Arrays.stream(picks).filter(pick -> pick >= 56)).hasSize(63);
    }
    assertThat(stratified(100, 1, 24, 32, 96)).isNotEqualTo(stratified(100, 2, 24, 32, 96));
  }

  @Test
  void takesSomeOfManySmallTensorsWhenStratified() {
    int[] single = new int[7];
    Arrays.fill(single, 1);

    assertThat(stratified(3, 5, single)).hasSize(3).isSorted().doesNotHaveDuplicates();
    assertThat(stratified(7, 5, single)).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void takesOfOneTensorWhatARandomSelectionTakes() {
    assertThat(stratified(10, 1024, 448)).isEqualTo(picks(448, 10, 1024));
  }

  private static int[] stratified(int dimensions, long seed, int... channels) {
    List<FeatureShape> features =
        Arrays.stream(channels).mapToObj(c -> new FeatureShape("f" + c, c, 4, 4)).toList();
    return ((Reduction.Selection) Reductions.stratifiedSelection(features, dimensions, seed))
        .indices();
  }

  @Test
  void projectsByOrthonormalColumns() {
    Reduction.Projection projection = (Reduction.Projection) Reductions.semiOrthogonal(60, 25, 7);

    for (int a = 0; a < 25; a++) {
      for (int b = 0; b <= a; b++) {
        double dot = 0;
        for (int i = 0; i < 60; i++) {
          dot += (double) projection.weights()[i * 25 + a] * projection.weights()[i * 25 + b];
        }
        assertThat(dot).as("columns %d and %d", a, b).isCloseTo(a == b ? 1 : 0, within(2e-7));
      }
    }
  }

  @Test
  void projectsByTheSameMatrixForever() {
    float[] weights = ((Reduction.Projection) Reductions.semiOrthogonal(5, 2, 1024)).weights();

    assertThat(weights)
        .containsExactly(
            new float[] {
              0.68800485f,
              0.04316241f,
              0.40484914f,
              -0.74577516f,
              -0.3597929f,
              0.02713154f,
              -0.21025737f,
              0.031070396f,
              -0.43484184f,
              -0.6635171f
            },
            within(1e-7f));
    assertThat(((Reduction.Projection) Reductions.semiOrthogonal(5, 2, 1025)).weights())
        .isNotEqualTo(weights);
  }

  @Test
  void projectsSquareMatricesToo() {
    assertThat(Reductions.semiOrthogonal(12, 12, 1).dimensions()).isEqualTo(12);
  }

  @Test
  void keepsAllOnRequest() {
    assertThat(((Reduction.Selection) Reductions.all(4)).indices()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void refusesMoreDimensionsThanFeatures() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reductions.randomSelection(10, 11, 0))
        .withMessage("10 features can't be reduced to 11 dimensions; valid: 1 to 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stratified(11, 0, 4, 6))
        .withMessage("10 features can't be reduced to 11 dimensions; valid: 1 to 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reductions.semiOrthogonal(10, 0, 0))
        .withMessageContaining("to 0 dimensions");
  }
}

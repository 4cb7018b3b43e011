package org.mekiki.padim.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.padim.Reference;
import org.mekiki.padim.Samples;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;

class MapInterpolatorTest {
  static Stream<JsonNode> references() {
    return Reference.cases(Reference.section("maps")).stream();
  }

  private static ImageShape size(JsonNode reference) {
    return new ImageShape(
        3, reference.get("size").get(0).asInt(), reference.get("size").get(1).asInt());
  }

  @ParameterizedTest
  @MethodSource("references")
  void mapsWhatNumpyMaps(JsonNode reference) {
    MapInterpolator maps =
        new MapInterpolator(Reference.grid(reference.get("grid")), size(reference));

    AnomalyMap map = maps.map(Reference.floats(reference.get("distances")));

    assertThat(map.values()).containsExactly(Reference.floats(reference.get("map")), within(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("references")
  void isTheSameInTwoSteps(JsonNode reference) {
    Grid grid = Reference.grid(reference.get("grid"));
    float[] distances = Reference.floats(reference.get("distances"));
    ReflectGaussianBlur blur = new ReflectGaussianBlur();

    AnomalyMap fused = new MapInterpolator(grid, size(reference), blur).map(distances);
    GaussianBlur unknown = (plane, height, width) -> blur.blur(plane, height, width);
    AnomalyMap stepwise = new MapInterpolator(grid, size(reference), unknown).map(distances);

    assertThat(fused.values()).containsExactly(stepwise.values(), within(1e-5f));
  }

  @Test
  void usesTheBlurThatIsGiven() {
    MapInterpolator maps =
        new MapInterpolator(
            new Grid(2, 2),
            new ImageShape(3, 4, 4),
            (plane, height, width) -> {
              float[] marked = plane.clone();
              marked[height * width - 1] = 99;
              return marked;
            });

    AnomalyMap map = maps.map(new float[] {0, 4, 8, 12});

    assertThat(Arrays.copyOf(map.values(), 8)).containsExactly(0, 1, 3, 4, 2, 3, 5, 6);
    assertThat(map.max()).isEqualTo(99);
    assertThat(map.min()).isZero();
  }

  @Test
  void keepsAConstantConstantUpToTheEdges() {
    float[] distances = new float[28 * 28];
    Arrays.fill(distances, 7);

    AnomalyMap map =
        new MapInterpolator(new Grid(28, 28), new ImageShape(3, 224, 224)).map(distances);

    assertThat(map.max()).isCloseTo(7f, within(1e-5f));
    assertThat(map.min()).isCloseTo(7f, within(1e-5f));
  }

  @Test
  void refusesDistancesOfAnotherGrid() {
    MapInterpolator maps = new MapInterpolator(new Grid(2, 3), new ImageShape(3, 8, 8));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> maps.map(new float[4]))
        .withMessage("4 distances are not one for each of 6 patches");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new MahalanobisMapGenerator(
                    new Grid(2, 3),
                    Samples.gaussians(5, 2, 1),
                    new ImageShape(3, 8, 8),
                    new ReflectGaussianBlur()))
        .withMessage("Gaussians of patches 0+5 do not fill the grid 2x3");
  }
}

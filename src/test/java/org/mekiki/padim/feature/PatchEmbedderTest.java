package org.mekiki.padim.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.padim.Reference;

class PatchEmbedderTest {
  private static final JsonNode REFERENCE = Reference.section("embedder");
  private static final List<FeatureMap> MAPS = maps();
  private static final List<FeatureShape> SHAPES = MAPS.stream().map(FeatureMap::shape).toList();
  private static final int INPUTS = 16;

  private static EmbeddingSettings paper(int inputs) {
    Grid first = new Grid(SHAPES.get(0).height(), SHAPES.get(0).width());
    return new EmbeddingSettings(first, 1, Reductions.all(inputs));
  }

  private static List<FeatureMap> maps() {
    List<FeatureMap> maps = new ArrayList<>();
    for (int f = 0; f < 3; f++) {
      JsonNode s = REFERENCE.get("shapes").get(f);
      FeatureShape shape =
          new FeatureShape("f" + f, s.get(0).asInt(), s.get(1).asInt(), s.get(2).asInt());
      maps.add(new FeatureMap(shape, Reference.floats(REFERENCE.get("maps").get(f))));
    }
    return maps;
  }

  static Stream<JsonNode> references() {
    return Reference.cases(REFERENCE.get("cases")).stream();
  }

  private static EmbeddingSettings settings(JsonNode reference, Reduction reduction) {
    return new EmbeddingSettings(
        Reference.grid(reference.get("grid")), reference.get("neighbourhood").asInt(), reduction);
  }

  private static Embedding embed(JsonNode reference, Reduction reduction) {
    return new PatchEmbedder(SHAPES, settings(reference, reduction)).embed(MAPS);
  }

  @ParameterizedTest
  @MethodSource("references")
  void embedsWhatNumpyEmbeds(JsonNode reference) {
    Embedding embedding = embed(reference, Reductions.all(INPUTS));

    assertThat(embedding.dimensions()).isEqualTo(INPUTS);
    assertThat(embedding.values())
        .containsExactly(Reference.floats(reference.get("embedding")), within(2e-6f));
  }

  @ParameterizedTest
  @MethodSource("references")
  void takesSelectedFeaturesInTheOrderOfTheSelection(JsonNode reference) {
    float[] all = Reference.floats(reference.get("embedding"));
    int[] picks = {15, 0, 7, 5, 6, 2};

    Embedding embedding = embed(reference, new Reduction.Selection(INPUTS, picks));

    for (int p = 0; p < embedding.grid().patches(); p++) {
      for (int d = 0; d < picks.length; d++) {
        assertThat(embedding.values()[p * picks.length + d])
            .as("patch %d, feature %d", p, picks[d])
            .isCloseTo(all[p * INPUTS + picks[d]], within(2e-6f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void projectsAsAMatrixWould(JsonNode reference) {
    float[] all = Reference.floats(reference.get("embedding"));
    Reduction.Projection projection =
        (Reduction.Projection) Reductions.semiOrthogonal(INPUTS, 11, 3);

    Embedding embedding = embed(reference, projection);

    for (int p = 0; p < embedding.grid().patches(); p++) {
      for (int d = 0; d < 11; d++) {
        double expected = 0;
        for (int i = 0; i < INPUTS; i++) {
          expected += (double) all[p * INPUTS + i] * projection.weights()[i * 11 + d];
        }
        assertThat((double) embedding.values()[p * 11 + d])
            .as("patch %d, dimension %d", p, d)
            .isCloseTo(expected, within(5e-6));
      }
    }
  }

  @Test
  void repeatsCoarserFeaturesInThePapersMode() {
    EmbeddingSettings paper = paper(INPUTS);

    Embedding embedding = new PatchEmbedder(SHAPES, paper).embed(MAPS);

    assertThat(paper.grid()).isEqualTo(new Grid(12, 12));
    assertThat(paper.neighbourhood()).isEqualTo(1);
    int patch = 7 * 12 + 10;
    assertThat(embedding.values()[patch * INPUTS]).isEqualTo(MAPS.get(0).values()[patch]);
    assertThat(embedding.values()[patch * INPUTS + 5]).isEqualTo(MAPS.get(1).values()[3 * 6 + 5]);
    assertThat(embedding.values()[patch * INPUTS + 12]).isEqualTo(MAPS.get(2).values()[1 * 3 + 2]);
  }

  @Test
  void recommendsAtMostTwentyEightPatchesASide() {
    List<FeatureShape> features = List.of(new FeatureShape("a", 4, 56, 20));

    EmbeddingSettings settings = EmbeddingSettings.recommended(features, Reductions.all(4));

    assertThat(settings.grid()).isEqualTo(new Grid(28, 20));
    assertThat(settings.neighbourhood()).isEqualTo(3);
  }

  @Test
  void keepsAConstantConstant() {
    FeatureShape shape = new FeatureShape("a", 9, 13, 10);
    float[] values = new float[shape.size()];
    java.util.Arrays.fill(values, 3);
    PatchEmbedder embedder =
        new PatchEmbedder(
            List.of(shape), new EmbeddingSettings(new Grid(6, 7), 3, Reductions.all(9)));

    float[] embedded = embedder.embed(List.of(new FeatureMap(shape, values))).values();

    for (float value : embedded) {
      assertThat(value).isCloseTo(3f, within(1e-6f));
    }
  }

  @Test
  void refusesFeaturesThatItWasNotMadeFor() {
    PatchEmbedder embedder = new PatchEmbedder(SHAPES, paper(INPUTS));
    FeatureShape other = new FeatureShape("f1", 7, 6, 5);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> embedder.embed(MAPS.subList(0, 2)))
        .withMessage("the embedder needs 3 features but got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                embedder.embed(
                    List.of(MAPS.get(0), new FeatureMap(other, new float[210]), MAPS.get(2))))
        .withMessageContaining("feature 1 is")
        .withMessageContaining("width=5")
        .withMessageContaining("but must be");
  }

  @Test
  void refusesAReductionOfOtherFeatures() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchEmbedder(SHAPES, paper(15)))
        .withMessage(
            "the reduction takes 15 features but the backbone's [f0, f1, f2] have 16 channels");
  }

  @Test
  void doesNotMixCallsOfSeveralThreads() {
    PatchEmbedder embedder =
        new PatchEmbedder(
            SHAPES, EmbeddingSettings.recommended(SHAPES, Reductions.semiOrthogonal(INPUTS, 8, 1)));
    Random random = new Random(4);
    List<List<FeatureMap>> inputs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      inputs.add(
          MAPS.stream()
              .map(
                  map -> {
                    float[] values = new float[map.shape().size()];
                    for (int k = 0; k < values.length; k++) {
                      values[k] = random.nextFloat();
                    }
                    return new FeatureMap(map.shape(), values);
                  })
              .toList());
    }
    List<float[]> alone = inputs.stream().map(maps -> embedder.embed(maps).values()).toList();

    List<float[]> together =
        inputs.parallelStream().map(maps -> embedder.embed(maps).values()).toList();

    for (int i = 0; i < alone.size(); i++) {
      assertThat(together.get(i)).containsExactly(alone.get(i));
    }
  }
}

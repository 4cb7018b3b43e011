package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mekiki.padim.Reference;
import org.mekiki.padim.Samples;

class MahalanobisDistanceTest {
  /** Float32 sums in another order. */
  private static final Percentage SAME = Percentage.withPercentage(1e-3);

  static Stream<JsonNode> references() {
    return Reference.cases(Reference.section("gaussians")).stream();
  }

  @ParameterizedTest
  @MethodSource("references")
  void measuresWhatNumpyMeasures(JsonNode reference) {
    int patches = reference.get("patches").asInt();
    RunningGaussian running = new RunningGaussian(patches, reference.get("dimensions").asInt());
    running.add(Reference.floats(reference.get("embeddings")), reference.get("images").asInt());
    for (String name : new String[] {"absolute", "relative", "ledoitWolf"}) {
      float[] expected = Reference.floats(reference.get("fits").get(name).get("distances"));
      PatchGaussians fitted =
          running.fit(
              0,
              RunningGaussianTest.regularization(name),
              reference.get("meanVariance").asDouble());

      float[] actual =
          MahalanobisDistance.distances(Reference.floats(reference.get("probe")), 2, fitted);

      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).as("%s %d", name, i).isCloseTo(expected[i], SAME);
      }
    }
  }

  @ParameterizedTest(name = "{0} patches, {1} dimensions")
  @CsvSource({"1, 1", "16, 4", "17, 5", "33, 19", "40, 64", "5, 103"})
  void isTheSameInPlainLoopsAndInVectorRegisters(int patches, int dimensions) {
    assumeTrue(MahalanobisDistance.hasVectorModule(), "needs --add-modules jdk.incubator.vector");
    PatchGaussians gaussians = Samples.gaussians(patches, dimensions, 8);
    float[] embedding = Samples.embeddings(1, patches, dimensions, 9);

    for (Precision precision : Precision.values()) {
      float[] plain = MahalanobisDistance.plain(gaussians, precision).distances(embedding);
      float[] vector = MahalanobisDistance.vector(gaussians, precision).distances(embedding);

      for (int p = 0; p < patches; p++) {
        assertThat(vector[p]).as("%s, patch %d", precision, p).isCloseTo(plain[p], SAME);
      }
    }
  }

  @ParameterizedTest(name = "{0} patches, {1} dimensions")
  @CsvSource({"1, 1", "16, 4", "17, 5", "33, 19", "40, 64", "5, 103"})
  void factorsThatStayInInt8MeasureWhatTheirFloatsDo(int patches, int dimensions) {
    PatchGaussians rounded = Precision.INT8.round(Samples.gaussians(patches, dimensions, 8));
    PatchGaussians packed = packed(rounded);
    float[] embedding = Samples.embeddings(1, patches, dimensions, 9);

    float[] floats = MahalanobisDistance.prepare(rounded, Precision.INT8).distances(embedding);
    float[] bytes = MahalanobisDistance.prepare(packed, Precision.INT8).distances(embedding);
    float[] loops = MahalanobisDistance.plain(packed, Precision.INT8).distances(embedding);

    assertThat(packed.inFloat32().isInt8()).as("loops keep both").isFalse();
    assertThat(packed.factor()).isEqualTo(rounded.factor());
    for (int p = 0; p < patches; p++) {
      assertThat(bytes[p]).as("patch %d", p).isCloseTo(floats[p], SAME);
      assertThat(loops[p]).as("patch %d by loops", p).isCloseTo(floats[p], SAME);
    }
  }

  private static PatchGaussians packed(PatchGaussians rounded) {
    int dimensions = rounded.dimensions();
    int stride = Int8Factors.bytes(dimensions);
    byte[] bytes = new byte[rounded.patches() * stride];
    Int8Factors patch = new Int8Factors(dimensions);
    for (int p = 0; p < rounded.patches(); p++) {
      patch.quantize(rounded.factor(), p * PatchGaussians.triangle(dimensions));
      patch.put(bytes, p * stride);
    }
    return PatchGaussians.ofInt8(0, rounded.patches(), dimensions, rounded.mean(), bytes);
  }

  @Test
  void someOfThePatchesStayInInt8() {
    PatchGaussians all = packed(Precision.INT8.round(Samples.gaussians(7, 5, 8)));
    PatchGaussians some = all.only(new int[] {1, 4});
    float[] embedding = Samples.embeddings(1, 7, 5, 9);

    float[] whole = MahalanobisDistance.prepare(all, Precision.INT8).distances(embedding);
    float[] part =
        MahalanobisDistance.prepare(some, Precision.INT8)
            .distances(
                new float[] {
                  embedding[5], embedding[6], embedding[7], embedding[8], embedding[9],
                  embedding[20], embedding[21], embedding[22], embedding[23], embedding[24]
                });

    assertThat(some.isInt8()).isTrue();
    assertThat(part[0]).isCloseTo(whole[1], SAME);
    assertThat(part[1]).isCloseTo(whole[4], SAME);
  }

  @ParameterizedTest
  @CsvSource({"BF16, 0.5", "INT8, 2"})
  void staysNearWithFewerBytes(Precision precision, double percent) {
    PatchGaussians gaussians = Samples.gaussians(50, 40, 10);
    float[] embedding = Samples.embeddings(1, 50, 40, 11);

    float[] exact = MahalanobisDistance.prepare(gaussians, Precision.FLOAT32).distances(embedding);
    float[] near = MahalanobisDistance.prepare(gaussians, precision).distances(embedding);

    assertThat(near).isNotEqualTo(exact);
    for (int p = 0; p < 50; p++) {
      assertThat(near[p]).isCloseTo(exact[p], Percentage.withPercentage(percent));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void tellsItsSizeBeforehand(Precision precision) {
    PatchGaussians gaussians = Samples.gaussians(33, 19, 8);

    long told = MahalanobisDistance.bytes(33, 19, precision);

    assertThat(MahalanobisDistance.prepare(gaussians, precision).bytes()).isEqualTo(told);
    assertThat(told).isGreaterThanOrEqualTo(precision.factorBytes(33, 19) + 4 * 33 * 19);
    if (MahalanobisDistance.hasVectorModule()) {
      // No more than whole groups of 16 patches, whole blocks of 4 rows and scales take.
      assertThat(told)
          .isLessThan(48 * (precision.factorBytes(1, 20) + 80) + 48 * 8 * 19 + 48 * 160);
    }
  }

  @Test
  void roundsToTheNearestEvenBfloat16() {
    assertThat(Precision.roundToBf16(1f)).isEqualTo(1f);
    assertThat(Precision.roundToBf16(Float.intBitsToFloat(0x3f808000))).isEqualTo(1f);
    assertThat(Precision.roundToBf16(Float.intBitsToFloat(0x3f818000)))
        .isEqualTo(Float.intBitsToFloat(0x3f820000));
    assertThat(Precision.roundToBf16(Float.intBitsToFloat(0x3f808001)))
        .isEqualTo(Float.intBitsToFloat(0x3f810000));
    assertThat(Precision.roundToBf16(-0f)).isEqualTo(-0f);
    assertThat(Precision.roundToBf16(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Precision.roundToBf16(Float.intBitsToFloat(0x7f800001))).isNaN();
  }

  @Test
  void refusesEmbeddingsOfAnotherShape() {
    PatchGaussians gaussians = Samples.gaussians(3, 2, 1);
    MahalanobisDistance distance = MahalanobisDistance.prepare(gaussians, Precision.FLOAT32);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> distance.distances(new float[8]))
        .withMessage("8 values are not 1 images of 3 patches of 2 dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MahalanobisDistance.distances(new float[6], 2, gaussians))
        .withMessage("6 values are not 2 images of 3 patches of 2 dimensions");
  }

  @Test
  void isZeroAtTheMeanAndNeverNegative() {
    PatchGaussians gaussians = Samples.gaussians(20, 6, 12);

    assertThat(
            MahalanobisDistance.prepare(gaussians, Precision.FLOAT32).distances(gaussians.mean()))
        .containsOnly(0f);
  }

  @Test
  void letsNaNThrough() {
    PatchGaussians gaussians = Samples.gaussians(20, 6, 13);
    float[] embedding = gaussians.mean().clone();
    embedding[17 * 6] = Float.NaN;

    float[] distances =
        MahalanobisDistance.prepare(gaussians, Precision.FLOAT32).distances(embedding);

    assertThat(distances[17]).isNaN();
    assertThat(Arrays.copyOf(distances, 17)).containsOnly(0f);
  }

  @Test
  void measuresBatchesImageByImage() {
    PatchGaussians gaussians = Samples.gaussians(7, 5, 14);
    float[] embeddings = Samples.embeddings(3, 7, 5, 15);
    MahalanobisDistance prepared = MahalanobisDistance.prepare(gaussians, Precision.FLOAT32);

    float[] batch = MahalanobisDistance.distances(embeddings, 3, gaussians);

    for (int image = 0; image < 3; image++) {
      float[] one =
          prepared.distances(Arrays.copyOfRange(embeddings, image * 35, (image + 1) * 35));
      assertThat(Arrays.copyOfRange(batch, image * 7, (image + 1) * 7))
          .containsExactly(one, within(1e-4f));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MahalanobisDistance.distances(embeddings, 2, gaussians))
        .withMessage("105 values are not 2 images of 7 patches of 5 dimensions");
  }

  @Test
  void usesPlainLoopsWhereTheVectorModuleIsMissing() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NoVectorModule.class.getName())
            .redirectErrorStream(true)
            .start();

    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(java.waitFor()).as(output).isZero();
    assertThat(output).isEqualTo("plain loops 2.0");
  }

  /** Started by the test above in a JVM of its own. */
  static final class NoVectorModule {
    public static void main(String[] args) {
      PatchGaussians unit = new PatchGaussians(0, 1, 1, new float[] {1}, new float[] {1});
      MahalanobisDistance distance = MahalanobisDistance.prepare(unit, Precision.FLOAT32);
      System.out.print(distance.kernel() + " " + distance.distances(new float[] {3})[0]);
    }
  }
}

package org.mekiki.padim.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mekiki.padim.Reference;
import org.mekiki.padim.Samples;
import org.mekiki.padim.matrix.ProductKernel;

class RunningGaussianTest {
  /** Factors are stored as float32 and reach about 10. */
  private static final Offset<Float> FACTOR = within(2e-5f);

  private static final double TWELVE_DIGITS = 1e-12;

  private static final int PATCHES = 4;
  private static final int DIMENSIONS = 11;

  static Stream<JsonNode> references() {
    return Reference.cases(Reference.section("gaussians")).stream();
  }

  @ParameterizedTest
  @MethodSource("references")
  void fitsWhatNumpyFits(JsonNode reference) {
    for (String name : new String[] {"absolute", "relative", "ledoitWolf"}) {
      JsonNode expected = reference.get("fits").get(name);

      PatchGaussians fitted = fit(reference, regularization(name));

      assertThat(fitted.mean())
          .containsExactly(Reference.floats(reference.get("mean")), within(1e-6f));
      assertThat(fitted.factor()).containsExactly(Reference.floats(expected.get("factor")), FACTOR);
    }
  }

  private static PatchGaussians fit(JsonNode reference, Regularization regularization) {
    RunningGaussian running = learned(reference);
    double meanVariance = running.varianceSum() / features(reference);
    assertThat(meanVariance).isCloseTo(reference.get("meanVariance").asDouble(), within(1e-7));
    return running.fit(0, regularization, meanVariance);
  }

  private static int features(JsonNode reference) {
    return reference.get("patches").asInt() * reference.get("dimensions").asInt();
  }

  private static RunningGaussian learned(JsonNode reference) {
    RunningGaussian running =
        new RunningGaussian(reference.get("patches").asInt(), reference.get("dimensions").asInt());
    running.add(Reference.floats(reference.get("embeddings")), reference.get("images").asInt());
    return running;
  }

  static Regularization regularization(String name) {
    return switch (name) {
      case "absolute" -> new Regularization.Absolute(0.01);
      case "relative" -> new Regularization.Relative(0.05);
      default -> new Regularization.LedoitWolf();
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30, 200})
  void isTheSameHoweverImagesAreBatched(int batch) {
    int images = 200;
    float[] all = Samples.embeddings(images, PATCHES, DIMENSIONS, 1);
    RunningGaussian once = new RunningGaussian(PATCHES, DIMENSIONS);
    once.add(all, images);
    RunningGaussian batched = new RunningGaussian(PATCHES, DIMENSIONS);
    int perImage = PATCHES * DIMENSIONS;
    for (int at = 0; at < images; at += batch) {
      int size = Math.min(batch, images - at);
      batched.add(Arrays.copyOfRange(all, at * perImage, (at + size) * perImage), size);
    }

    assertThat(batched.count()).isEqualTo(images);
    assertSameState(batched, once);
  }

  /** Means, scatters, third and fourth moments agree to 12 digits of the largest of their kind. */
  private static void assertSameState(RunningGaussian actual, RunningGaussian expected) {
    double[] a = state(actual);
    double[] e = state(expected);
    int triangle = PatchGaussians.triangle(DIMENSIONS);
    int from = 0;
    for (int kind : new int[] {DIMENSIONS, triangle, DIMENSIONS, 1}) {
      double[] of = Arrays.copyOfRange(e, from, from + PATCHES * kind);
      double largest = Arrays.stream(of).map(Math::abs).max().orElseThrow();
      assertThat(Arrays.copyOfRange(a, from, from + PATCHES * kind))
          .containsExactly(of, within(TWELVE_DIGITS * largest));
      from += PATCHES * kind;
    }
    assertThat(from).isEqualTo(e.length);
  }

  private static double[] state(RunningGaussian gaussian) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(gaussian.bytes()));
    gaussian.write(bytes);
    bytes.flip().position(20);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  @Test
  void keepsFourthMomentsExact() {
    int images = 23;
    float[] all = Samples.embeddings(images, 1, 3, 3);
    RunningGaussian running = new RunningGaussian(1, 3);
    running.add(Arrays.copyOf(all, 9), 3);
    running.add(Arrays.copyOfRange(all, 9, all.length), images - 3);
    double[] mean = new double[3];
    for (int i = 0; i < all.length; i++) {
      mean[i % 3] += all[i] / (double) images;
    }
    double[] third = new double[3];
    double fourth = 0;
    for (int k = 0; k < images; k++) {
      double square = 0;
      for (int d = 0; d < 3; d++) {
        square += Math.pow(all[k * 3 + d] - mean[d], 2);
      }
      for (int d = 0; d < 3; d++) {
        third[d] += square * (all[k * 3 + d] - mean[d]);
      }
      fourth += square * square;
    }

    double[] state = state(running);

    assertThat(Arrays.copyOfRange(state, 9, 12)).containsExactly(third, within(1e-9));
    assertThat(state[12]).isCloseTo(fourth, within(1e-9 * fourth));
  }

  /** Values whose squares lose the variance when they are added up in float64. */
  @Test
  void doesNotCancelFarFromZero() {
    int count = 4000;
    RunningGaussian near = new RunningGaussian(1, 1);
    RunningGaussian far = new RunningGaussian(1, 1);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      float step = (i % 4) / 2048f;
      near.add(new float[] {step}, 1);
      far.add(new float[] {4096 + step}, 1);
      sum += 4096.0 + step;
      squares += (4096.0 + step) * (4096.0 + step);
    }
    double naive = (squares - sum * sum / count) / (count - 1);
    double exact = near.varianceSum();

    assertThat(naive).as("the formula that cancels").isNotCloseTo(exact, within(1e-3 * exact));
    assertThat(far.varianceSum()).isCloseTo(exact, within(1e-6 * exact));
  }

  @Test
  void survivesWritingAndReading() {
    RunningGaussian before = new RunningGaussian(PATCHES, DIMENSIONS);
    before.add(Samples.embeddings(9, PATCHES, DIMENSIONS, 4), 9);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(before.bytes()) + 4);
    before.write(bytes);
    bytes.putInt(42).flip();

    RunningGaussian after = RunningGaussian.read(bytes);

    assertThat(bytes.getInt()).isEqualTo(42);
    assertThat(after.count()).isEqualTo(9);
    assertThat(state(after)).containsExactly(state(before));
  }

  @Test
  void readsTheSmallestState() {
    RunningGaussian before = new RunningGaussian(1, 1);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(before.bytes()));
    before.write(bytes);

    RunningGaussian after = RunningGaussian.read(bytes.flip());

    assertThat(bytes.remaining()).isZero();
    assertThat(after.count()).isZero();
    assertThat(state(after)).containsExactly(state(before));
  }

  @Test
  void refusesStateThatIsCutShort() {
    RunningGaussian gaussian = new RunningGaussian(2, 3);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(gaussian.bytes()));
    gaussian.write(bytes);
    bytes.flip().limit(bytes.limit() - 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunningGaussian.read(bytes))
        .withMessageContaining("2 patches, 3 dimensions")
        .withMessageContaining("do not fit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunningGaussian.read(ByteBuffer.allocate(100)))
        .withMessageContaining("not running Gaussians of format 1");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesWhatIsNotFiniteAndKeepsItsState(float value) {
    RunningGaussian gaussian = new RunningGaussian(3, 2);
    float[] embeddings = new float[2 * 3 * 2];
    embeddings[1 * 6 + 2 * 2 + 1] = value;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> gaussian.add(embeddings, 2))
        .withMessage(
            "embedding of image 1 has " + value + " at patch 2, dimension 1: it must be finite");
    assertThat(gaussian.count()).isZero();
    assertThat(state(gaussian)).containsOnly(0);
  }

  @Test
  void refusesAnotherNumberOfValues() {
    RunningGaussian gaussian = new RunningGaussian(3, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> gaussian.add(new float[7], 1))
        .withMessage("7 values are not 1 images of 3 patches of 2 dimensions");
  }

  @Test
  void isDefinedForOneImage() {
    RunningGaussian gaussian = new RunningGaussian(1, 2);
    gaussian.add(new float[] {3, 4}, 1);

    PatchGaussians fitted = gaussian.fit(7, new Regularization.Absolute(0.25), 0);

    assertThat(fitted.firstPatch()).isEqualTo(7);
    assertThat(fitted.mean()).containsExactly(3, 4);
    assertThat(fitted.factor()).containsExactly(2, 0, 2);
    assertThat(gaussian.varianceSum()).isZero();
  }

  @Test
  void saysWhichCovarianceCanNotBeInverted() {
    RunningGaussian gaussian = new RunningGaussian(2, 2);
    gaussian.add(new float[] {1e8f, 1e8f, 1, 2, -1e8f, -1e8f, 2, 1}, 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> gaussian.fit(5, new Regularization.Absolute(1e-9), 0))
        .withMessageContaining("covariance of patch 5 from 2 images is not positive definite")
        .withMessageContaining("regularise more");
    assertThatIllegalStateException()
        .isThrownBy(() -> new RunningGaussian(1, 1).fit(0, new Regularization.LedoitWolf(), 1))
        .withMessageContaining("nothing to fit");
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1, 1e-20f, 1e20f})
  void fitsFeaturesThatAreConstantByAnyRegularisation(float value) {
    RunningGaussian gaussian = new RunningGaussian(1, 2);
    gaussian.add(new float[] {value, value, value, value, value, value}, 3);

    for (Regularization regularization :
        List.of(
            new Regularization.Relative(0.01),
            new Regularization.LedoitWolf(),
            new Regularization.Absolute(1e-300))) {
      assertThat(gaussian.fit(0, regularization, 0).factor()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void fitsAPatchThatNeverVariesByLedoitAndWolf() {
    RunningGaussian gaussian = new RunningGaussian(1, 2);
    gaussian.add(new float[] {1, 1, 1, 1, 1, 1}, 3);

    PatchGaussians fitted = gaussian.fit(0, new Regularization.LedoitWolf(), 1);

    assertThat(fitted.factor()).containsExactly(100, 0, 100);
  }

  /** As NumPy does by fitting again without the image and its copies. */
  @Test
  void learnsWeightedCopiesAndLeavesAnImageOutWithThem() {
    JsonNode reference = Reference.section("copies");
    int images = reference.get("images").asInt();
    RunningGaussian running = learned(reference);
    ImageCopies copies =
        new ImageCopies(
            Reference.floats(reference.get("copies")),
            reference.get("each").asInt(),
            reference.get("weight").asDouble());

    running.addCopies(copies);

    assertThat(running.count()).isEqualTo(images);
    double meanVariance = running.varianceSum() / features(reference);
    PatchGaussians fitted = running.fit(0, regularization("relative"), meanVariance);
    assertThat(fitted.mean())
        .containsExactly(Reference.floats(reference.get("mean")), within(1e-6f));
    assertThat(fitted.factor()).containsExactly(Reference.floats(reference.get("factor")), FACTOR);
    assertThat(
            running.leaveOneOut(
                fitted, Reference.floats(reference.get("embeddings")), images, copies))
        .containsExactly(Reference.floats(reference.get("leftOut")), within(2e-5f));
  }

  @Test
  void doesNotWriteCopies() {
    RunningGaussian running = learned(Reference.section("copies"));
    running.addCopies(
        new ImageCopies(Reference.floats(Reference.section("copies").get("copies")), 4, 0.5));

    assertThatIllegalStateException()
        .isThrownBy(() -> running.write(ByteBuffer.allocate(Math.toIntExact(running.bytes()))))
        .withMessageContaining("copies of images have been added");
  }

  @ParameterizedTest
  @ValueSource(strings = {"absolute", "relative", "ledoitWolf"})
  void leavesEachImageOutExactly(String name) {
    for (int images : new int[] {40, 6, 3}) {
      int perImage = PATCHES * DIMENSIONS;
      float[] all = Samples.embeddings(images, PATCHES, DIMENSIONS, 5);
      RunningGaussian running = new RunningGaussian(PATCHES, DIMENSIONS);
      running.add(all, images);
      double meanVariance = running.varianceSum() / perImage;
      Regularization regularization = regularization(name);
      PatchGaussians fitted = running.fit(0, regularization, meanVariance);

      float[] actual = running.leaveOneOut(fitted, all, images, ImageCopies.NONE);

      for (int image = 0; image < images; image++) {
        float[] one = Arrays.copyOfRange(all, image * perImage, (image + 1) * perImage);
        RunningGaussian rest = new RunningGaussian(PATCHES, DIMENSIONS);
        rest.add(Samples.without(all, image, perImage), images - 1);
        for (int p = 0; p < PATCHES; p++) {
          double expected = refit(running, rest, p, regularization, meanVariance, one);
          assertThat((double) actual[image * PATCHES + p])
              .as("image %d of %d, patch %d", image, images, p)
              .isCloseTo(expected, within(1e-6 * expected));
        }
      }
    }
  }

  /** Distance to the Gaussian of the rest, with what was added to all images' covariance held. */
  private static double refit(
      RunningGaussian all,
      RunningGaussian rest,
      int p,
      Regularization regularization,
      double meanVariance,
      float[] embedding) {
    int triangle = PatchGaussians.triangle(DIMENSIONS);
    double[] state = state(rest);
    int scatterAt = PATCHES * DIMENSIONS;
    double[] keepAndRidge = keepAndRidge(all, p, regularization, meanVariance);
    double[] scatter =
        Arrays.copyOfRange(state, scatterAt + p * triangle, scatterAt + (p + 1) * triangle);
    int columns = ProductKernel.padded(1);
    double[] difference = new double[DIMENSIONS * columns];
    for (int d = 0; d < DIMENSIONS; d++) {
      difference[d * columns] = embedding[p * DIMENSIONS + d] - state[p * DIMENSIONS + d];
    }
    Cholesky cholesky = new Cholesky(DIMENSIONS);
    assertThat(cholesky.factor(scatter, 0, keepAndRidge[0] / (rest.count() - 1), keepAndRidge[1]))
        .isTrue();
    double[] squared = new double[columns];
    cholesky.squaredDistances(difference, columns, squared);
    return Math.sqrt(squared[0]);
  }

  private static double[] keepAndRidge(
      RunningGaussian all, int p, Regularization regularization, double meanVariance) {
    if (regularization instanceof Regularization.Absolute absolute) {
      return new double[] {1, absolute.epsilon()};
    }
    if (regularization instanceof Regularization.Relative relative) {
      return new double[] {1, relative.fraction() * meanVariance};
    }
    // Σ = k·S/(N−1) + r·I with tr Σ = tr S/(N−1): any off-diagonal element gives k, the trace then
    // r.
    PatchGaussians fitted = all.fit(0, regularization, meanVariance);
    int triangle = PatchGaussians.triangle(DIMENSIONS);
    double[] covariance = covariance(fitted, p);
    double[] state = state(all);
    int at = PATCHES * DIMENSIONS + p * triangle;
    double squares = 0;
    double products = 0;
    double trace = 0;
    for (int i = 0, k = 0; i < DIMENSIONS; i++) {
      for (int j = 0; j <= i; j++, k++) {
        double sample = state[at + k] / (all.count() - 1);
        if (i == j) {
          trace += sample;
        } else {
          squares += sample * sample;
          products += sample * covariance[k];
        }
      }
    }
    double keep = products / squares;
    return new double[] {keep, (1 - keep) * trace / DIMENSIONS};
  }

  /** Σ = W⁻¹W⁻ᵀ, packed. */
  private static double[] covariance(PatchGaussians fitted, int p) {
    int n = DIMENSIONS;
    int at = p * PatchGaussians.triangle(n);
    double[][] lower = new double[n][n];
    for (int c = 0; c < n; c++) {
      for (int i = c; i < n; i++) {
        double sum = i == c ? 1 : 0;
        for (int j = c; j < i; j++) {
          sum -= fitted.factor()[at + i * (i + 1) / 2 + j] * lower[j][c];
        }
        lower[i][c] = sum / fitted.factor()[at + i * (i + 1) / 2 + i];
      }
    }
    double[] packed = new double[PatchGaussians.triangle(n)];
    for (int i = 0, k = 0; i < n; i++) {
      for (int j = 0; j <= i; j++, k++) {
        for (int m = 0; m <= j; m++) {
          packed[k] += lower[i][m] * lower[j][m];
        }
      }
    }
    return packed;
  }

  @Test
  void leavesOutOnlyAfterTheFitInHand() {
    RunningGaussian running = new RunningGaussian(1, 2);
    float[] all = Samples.embeddings(4, 1, 2, 6);
    running.add(all, 4);
    PatchGaussians fitted = running.fit(0, new Regularization.Absolute(1), 0);
    running.add(Arrays.copyOf(all, 2), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> running.leaveOneOut(fitted, all, 4, ImageCopies.NONE))
        .withMessageContaining("fit again");
  }

  @Test
  void needsThreeImagesToLeaveOneOut() {
    RunningGaussian running = new RunningGaussian(1, 2);
    float[] all = Samples.embeddings(2, 1, 2, 7);
    running.add(all, 2);
    PatchGaussians fitted = running.fit(0, new Regularization.Absolute(1), 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> running.leaveOneOut(fitted, all, 2, ImageCopies.NONE))
        .withMessage("leave-one-out needs at least 3 images but there are 2");
  }
}

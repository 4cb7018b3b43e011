package org.mekiki.padim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.padim.map.AnomalyMap;
import org.mekiki.padim.map.MahalanobisMapGenerator;
import org.mekiki.padim.map.ReflectGaussianBlur;
import org.mekiki.padim.threshold.Thresholds;

class PadimTest {
  private static final int SIDE = FakeExtractor.SIDE;

  private final FakeExtractor extractor = new FakeExtractor();

  private static ImageTensor good(long seed) {
    Random random = new Random(seed);
    float[] values = new float[FakeExtractor.SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(i * 0.1) + 0.1 * random.nextGaussian());
    }
    return new ImageTensor(FakeExtractor.SHAPE, values);
  }

  private static ImageTensor bad(long seed) {
    float[] values = good(seed).values();
    for (int y = 4; y < 10; y++) {
      for (int x = 9; x < 15; x++) {
        values[y * SIDE + x] += 1.5f;
      }
    }
    return new ImageTensor(FakeExtractor.SHAPE, values);
  }

  private static List<ImageTensor> goods(int count, int firstSeed) {
    return IntStream.range(firstSeed, firstSeed + count).mapToObj(PadimTest::good).toList();
  }

  private PadimBuilder builder() {
    return Padim.builder(extractor).blur(new ReflectGaussianBlur(1));
  }

  private Padim trained() {
    Padim padim = builder().build();
    padim.train(goods(60, 0));
    return padim;
  }

  @Test
  void tellsDefectsFromGoodImagesWithoutSeeingADefect() {
    Padim padim = builder().build();
    padim.train(goods(120, 0));

    for (int seed = 1000; seed < 1020; seed++) {
      assertThat(padim.predict(good(seed)).anomalous()).as("good %d", seed).isFalse();
      Prediction prediction = padim.predict(bad(seed));
      assertThat(prediction.anomalous()).as("bad %d", seed).isTrue();
      assertThat(prediction.score()).isEqualTo(prediction.map().max());
      assertThat(prediction.normalizedScore()).isBetween(0.5, 1.0);
    }
  }

  @Test
  void learnsFewImagesWithCopiesOfThem() {
    Padim with = trained();
    Padim without = builder().build();
    without.trainOnGood(goods(60, 0).stream().map(image -> without.embedGood(image, 0)).toList());

    assertThat(with.model().gaussians().factor())
        .isNotEqualTo(without.model().gaussians().factor());
    assertThat(with.model().frames()).isEqualTo(60);
    assertThat(with.calibration().orElseThrow().falseAlarms().frames()).isEqualTo(60);
  }

  @Test
  void learnsTwoHundredImagesAsTheyAre() {
    Padim plain = builder().build();
    plain.trainOnGood(goods(200, 0).stream().map(image -> plain.embedGood(image, 0)).toList());
    Padim whole = builder().build();
    whole.train(goods(200, 0));
    Padim withCopies = builder().build();
    withCopies.trainOnGood(
        goods(200, 0).stream().map(image -> withCopies.embedGood(image, 2)).toList());

    for (Padim padim : List.of(whole, withCopies)) {
      assertThat(padim.model().gaussians().factor())
          .containsExactly(plain.model().gaussians().factor());
      assertThat(padim.model().threshold()).isEqualTo(plain.model().threshold());
    }
  }

  @Test
  void learnsTheSameWhetherTheNumberOfImagesIsKnownBeforeOrNot() {
    for (int count : new int[] {99, 101}) {
      Padim known = builder().build();
      known.train(goods(count, 0));
      Padim unknown = builder().build();
      unknown.train(() -> goods(count, 0).iterator());

      assertThat(unknown.model().gaussians().factor())
          .containsExactly(known.model().gaussians().factor());
      assertThat(unknown.model().threshold()).isEqualTo(known.model().threshold());
    }
  }

  @Test
  void changesLittleFromTheTwoHundredthImageToTheOneBefore() {
    Padim almost = builder().build();
    almost.train(goods(199, 0));
    Padim plain = builder().build();
    plain.trainOnGood(goods(199, 0).stream().map(image -> plain.embedGood(image, 0)).toList());

    for (int seed = 1000; seed < 1010; seed++) {
      double score = plain.predict(good(seed)).score();
      assertThat(almost.predict(good(seed)).score()).isCloseTo(score, within(0.1 * score));
    }
  }

  @Test
  void showsWhereTheDefectIs() {
    AnomalyMap map = trained().predict(bad(1000)).map();

    int largest = 0;
    for (int i = 0; i < map.values().length; i++) {
      largest = map.values()[i] > map.values()[largest] ? i : largest;
    }
    assertThat(largest / SIDE).isBetween(3, 10);
    assertThat(largest % SIDE).isBetween(8, 15);
  }

  @Test
  void predictsBySteps() {
    Padim padim = trained();
    ImageTensor image = bad(5);

    Embedding embedding = padim.embed(padim.extract(image));
    AnomalyMap map = padim.map(padim.distances(embedding));

    Prediction whole = padim.predict(image);
    assertThat(map.values()).containsExactly(whole.map().values());
    assertThat(padim.normalize(map.max())).isEqualTo(whole.normalizedScore());
    assertThat(padim.embed(image).values()).containsExactly(embedding.values());
  }

  @Test
  void scoresImagesLeftOutLikeNewOnes() {
    Padim padim = builder().build();
    double[] leftOut = padim.train(goods(80, 0));

    double[] fresh = goods(80, 500).stream().mapToDouble(i -> padim.predict(i).score()).toArray();
    double[] seen = goods(80, 0).stream().mapToDouble(i -> padim.predict(i).score()).toArray();

    double mean = Arrays.stream(leftOut).average().orElseThrow();
    assertThat(leftOut).hasSize(80);
    assertThat(mean).isCloseTo(Arrays.stream(fresh).average().orElseThrow(), within(0.05 * mean));
    assertThat(Arrays.stream(seen).average().orElseThrow()).isLessThan(0.97 * mean);
  }

  @Test
  void holdsABoundedSample() {
    assertThat(builder().build().train(goods(130, 0))).hasSize(130);
    assertThat(builder().leftOut(40).build().train(goods(130, 0))).hasSize(40);
  }

  @Test
  void leavesTheSameImagesOutInWhateverOrderTheyCome() {
    List<ImageTensor> images = new ArrayList<>(goods(130, 0));
    Padim forwards = builder().leftOut(40).build();
    double[] scores = forwards.train(images);
    Collections.reverse(images);
    Padim backwards = builder().leftOut(40).build();
    double[] reversed = backwards.train(images);

    for (int i = 0; i < 40; i++) {
      assertThat(reversed[39 - i]).isCloseTo(scores[i], within(1e-5));
    }
    assertThat(backwards.model().threshold()).isEqualTo(forwards.model().threshold());
    assertThat(backwards.calibration().orElseThrow().unusual().stream().map(i -> i.position()))
        .containsExactlyElementsOf(
            forwards.calibration().orElseThrow().unusual().stream()
                .map(i -> 129 - i.position())
                .toList());
  }

  @Test
  void trainsTheSameTwice() {
    PadimModel one = trained().model();
    PadimModel two = trained().model();

    assertThat(one.gaussians().factor()).containsExactly(two.gaussians().factor());
    assertThat(one.threshold()).isEqualTo(two.threshold());
    assertThat(one.frames()).isEqualTo(60);
  }

  @Test
  void takesScaleAndThresholdFromLabelledImages() {
    Padim padim = builder().threshold(Thresholds.f1Optimal()).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> padim.train(goods(30, 0)))
        .withMessageContaining("needs scores of defective images");

    Padim labelled = trained();
    List<ImageTensor> bad = List.of(bad(700), bad(701));
    PadimModel model = labelled.validate(goods(20, 600), bad);

    assertThat(labelled.model()).isSameAs(model);
    assertThat(model.normalizer().max())
        .isEqualTo(
            bad.stream().mapToDouble(image -> labelled.predict(image).score()).max().orElse(0));
    assertThat(model.threshold()).isLessThan(model.normalizer().max());
  }

  @Test
  void putsTheThresholdAtHalfTheScaleWithoutDefects() {
    PadimModel model = trained().model();

    assertThat(model.normalizer().normalize(model.threshold())).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void scoresTheSameAfterSaveAndLoad(@TempDir Path folder) throws IOException {
    Padim padim = trained();
    padim.save(folder.resolve("part.padim"));

    Padim loaded = Padim.load(folder.resolve("part.padim"), extractor);

    // The blur is a step, not part of the model.
    Padim same = Padim.of(padim.model(), extractor);
    Prediction prediction = loaded.predict(bad(9));
    assertThat(prediction.map().values()).containsExactly(same.predict(bad(9)).map().values());
    assertThat(prediction.score()).isEqualTo(same.predict(bad(9)).score());
    assertThat(loaded.model().threshold()).isEqualTo(padim.model().threshold());
    assertThat(loaded.model().normalizer()).isEqualTo(padim.model().normalizer());
    assertThat(loaded.model().backbone()).isEqualTo(padim.model().backbone());
    assertThat(loaded.model().frames()).isEqualTo(60);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void savesProjectionsToo(@TempDir Path folder) throws IOException {
    Padim padim = builder().reduction(Reductions.semiOrthogonal(6, 4, 1)).build();
    padim.train(goods(20, 0));
    padim.save(folder.resolve("p"));

    PadimModel loaded = Padim.load(folder.resolve("p"), extractor).model();

    assertThat(((Reduction.Projection) loaded.embedding().reduction()).weights())
        .containsExactly(((Reduction.Projection) padim.model().embedding().reduction()).weights());
  }

  @Test
  void refusesAFileThatIsCutShortAlteredOrNoModel(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m");
    trained().save(file);
    byte[] bytes = Files.readAllBytes(file);

    for (int length : new int[] {3, 20, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatIOException()
          .isThrownBy(() -> Padim.load(file, extractor))
          .withMessageMatching(".*(is cut short or altered|does not begin with MEKIKIPD).*");
    }
    for (int at : new int[] {9, 40, bytes.length / 2, bytes.length - 1}) {
      byte[] altered = bytes.clone();
      altered[at] ^= 4;
      Files.write(file, altered);
      assertThatIOException()
          .isThrownBy(() -> Padim.load(file, extractor))
          .withMessageContaining("is cut short or altered");
    }
    Files.writeString(file, "something else");
    assertThatIOException()
        .isThrownBy(() -> Padim.load(file, extractor))
        .withMessageContaining("is not a model");
  }

  @Test
  void refusesAnotherBackbone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m");
    trained().save(file);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Padim.load(file, new FakeExtractor("b".repeat(64), "coarse")))
        .withMessageStartingWith("the model was trained with backbone 'fake' (SHA-256 aaaa")
        .withMessageContaining("give the same ONNX file or train again");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Padim.load(file, new FakeExtractor("a".repeat(64), "other")))
        .withMessageContaining("name the same features or train again");
  }

  @Test
  void needsAModelToScore() {
    Padim padim = builder().build();

    assertThatIllegalStateException()
        .isThrownBy(() -> padim.predict(good(1)))
        .withMessage("there is no model yet: train one or load one");
  }

  @Test
  void needsThreeImages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build().train(goods(2, 0)))
        .withMessage("2 good images are too few: at least 3 are needed, 30 or more are better");
  }

  @Test
  void refusesGoodImagesThatAreAllTheSamePicture() {
    Padim padim = trained();
    PadimModel before = padim.model();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> padim.train(Collections.nCopies(8, good(1))))
        .withMessage("all 8 good frames are the same picture; is the camera frozen?");
    assertThat(padim.model()).as("the model before stays").isSameAs(before);
  }

  @Test
  void warnsOfGoodImagesOfWhichMostRepeatAnotherOne() {
    List<ImageTensor> images = new ArrayList<>(goods(10, 0));
    images.addAll(Collections.nCopies(11, good(3)));
    Padim padim = builder().build();

    padim.train(images);

    assertThat(padim.repetition().orElseThrow().warning())
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("12 of 21 good frames are almost the same as another one"));
    assertThat(trained().repetition().orElseThrow().warning()).isEmpty();
  }

  @Test
  void refusesAThresholdThatIsNotClearlyAboveZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().threshold(Thresholds.manual(1e-45)).build().train(goods(9, 0)))
        .withMessageStartingWith("the threshold would be 1.0E-45, and it must be clearly above 0");
  }

  @Test
  void refusesToJudgeWhatIsNotANumber() {
    Padim padim = trained();
    float[] values = good(1).values();
    values[100] = Float.NaN;
    ImageTensor image = new ImageTensor(FakeExtractor.SHAPE, values);

    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> padim.predict(image))
        .withMessageContaining("the score is NaN");
    List<ImageTensor> images = new ArrayList<>(goods(5, 0));
    images.add(image);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> padim.train(images))
        .withMessageContaining("it must be finite");
    assertThat(padim.predict(good(2)).anomalous()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, 1e-6", "BF16, 0.005", "INT8, 0.02"})
  void scoresInAnyPrecision(Precision precision, double tolerance) {
    Padim padim = builder().precision(Precision.FLOAT32).build();
    padim.train(goods(60, 0));
    Padim other = builder().precision(precision).model(padim.model()).build();

    double score = padim.predict(bad(3)).score();

    assertThat(other.predict(bad(3)).score()).isCloseTo(score, within(tolerance * score));
  }

  @Test
  void aModelIsInInt8AndScoresTheSameAfterItWasSaved(@TempDir Path folder) throws IOException {
    Padim padim = trained();
    Path file = folder.resolve("model");
    padim.save(file);
    Padim loaded = builder().model(Padim.load(file, extractor).model()).build();

    PatchGaussians gaussians = padim.model().gaussians();
    assertThat(Precision.of(gaussians)).isEqualTo(Precision.INT8);
    assertThat(loaded.model().gaussians().factor()).isEqualTo(gaussians.factor());
    assertThat(loaded.predict(bad(3)).score()).isEqualTo(padim.predict(bad(3)).score());
  }

  @Test
  void aModelInFloat32StaysInFloat32(@TempDir Path folder) throws IOException {
    Padim padim = builder().precision(Precision.FLOAT32).build();
    padim.train(goods(60, 0));
    Path file = folder.resolve("model");
    padim.save(file);
    Padim loaded = builder().model(Padim.load(file, extractor).model()).build();

    assertThat(Files.readAllBytes(file)[11]).as("format").isEqualTo((byte) 20);
    assertThat(Precision.of(padim.model().gaussians())).isEqualTo(Precision.FLOAT32);
    assertThat(loaded.predict(bad(3)).score()).isEqualTo(padim.predict(bad(3)).score());
  }

  @Test
  void theSameStepsWithoutAModelLearnAnotherOneLikeIt() {
    Regularization regularization = new Regularization.Relative(0.02);
    Padim first = builder().regularization(regularization).dimensions(9).build();
    first.train(goods(12, 0));

    Padim second =
        builder()
            .model(first.model())
            .scoringOnly()
            .build()
            .untaught(Regularization.parse(regularization.toString()), 12, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> second.predict(good(99)))
        .withMessageContaining("there is no model yet");
    second.train(goods(12, 0));
    assertThat(second.predict(bad(99)).score()).isEqualTo(first.predict(bad(99)).score());
    assertThat(second.model().threshold()).isEqualTo(first.model().threshold());
  }

  @Test
  void scoresWithoutTheGaussiansWhereOnlyScoringIsWanted() {
    Padim padim = trained();
    Padim lean = builder().model(padim.model()).scoringOnly().build();

    assertThat(lean.predict(bad(3)).score()).isEqualTo(padim.predict(bad(3)).score());
    assertThat(lean.predict(bad(3)).anomalous()).isTrue();
    assertThat(lean.normalize(padim.model().normalizer().max())).isEqualTo(1);
    assertThatIllegalStateException()
        .isThrownBy(lean::model)
        .withMessage(
            "only what scoring needs was kept of the model; build without scoringOnly() to have"
                + " all");
  }

  @Test
  void letsEachStepBeSwapped() {
    AtomicInteger calls = new AtomicInteger();
    List<FeatureShape> features = extractor.backbone().features();
    PatchEmbedder embedder =
        new PatchEmbedder(
            features,
            new EmbeddingSettings(
                new Grid(features.get(0).height(), features.get(0).width()), 1, Reductions.all(6)));
    Padim padim =
        Padim.builder(extractor)
            .embedder(embedder)
            .regularization(new Regularization.LedoitWolf())
            .gaussians(
                (patches, dimensions) -> {
                  calls.incrementAndGet();
                  return new RunningGaussian(patches, dimensions);
                })
            .maps(
                (grid, gaussians, size, blur) -> {
                  calls.addAndGet(1000);
                  return new MahalanobisMapGenerator(grid, gaussians, size, blur);
                })
            .blur((plane, height, width) -> plane)
            .threshold(Thresholds.manual(3))
            .build();

    padim.train(goods(10, 0));

    assertThat(calls).hasValue(SIDE + 1000);
    assertThat(padim.model().embedding().neighbourhood()).isEqualTo(1);
    assertThat(padim.model().threshold()).isEqualTo(3);
  }

  /** Who lays the map over the picture, or compares it with a mask, knows nothing of the crop. */
  @Test
  void givesMapsOfTheWholePictureWhereTheBackboneSeesACrop(@TempDir Path folder)
      throws IOException {
    Preprocessing crop = Preprocessing.unit(SIDE, SIDE).croppedFrom(SIDE + 4, SIDE + 7);
    FakeExtractor cropped = new FakeExtractor("a".repeat(64), "coarse", crop);
    Padim whole = trained();
    Padim padim = Padim.builder(cropped).blur(new ReflectGaussianBlur(1)).build();
    padim.train(goods(60, 0));

    Prediction prediction = padim.predict(bad(1000));
    AnomalyMap seen = whole.predict(bad(1000)).map();
    AnomalyMap map = prediction.map();
    assertThat(prediction.score()).isEqualTo(seen.max());
    assertThat(padim.model().threshold()).isEqualTo(whole.model().threshold());
    assertThat(padim.model().normalizer()).isEqualTo(whole.model().normalizer());
    assertThat(map.height()).isEqualTo(SIDE + 4);
    assertThat(map.width()).isEqualTo(SIDE + 7);
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); x++) {
        int row = y - 2;
        int column = x - 3;
        boolean inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
        assertThat(map.values()[y * map.width() + x])
            .isEqualTo(inside ? seen.values()[row * SIDE + column] : seen.min());
      }
    }

    Path file = folder.resolve("model");
    padim.save(file);
    assertThat(Padim.load(file, cropped).model().backbone()).isEqualTo(cropped.backbone());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Padim.load(file, extractor))
        .withMessageContaining("the model was trained with Preprocessing[");
  }

  @Test
  void scoresTheSameInSeveralThreads() {
    Padim padim = trained();
    List<ImageTensor> images = goods(40, 900);
    double[] alone = images.stream().mapToDouble(i -> padim.predict(i).score()).toArray();

    double[] together =
        images.parallelStream().mapToDouble(i -> padim.predict(i).score()).toArray();

    assertThat(together).containsExactly(alone);
  }
}

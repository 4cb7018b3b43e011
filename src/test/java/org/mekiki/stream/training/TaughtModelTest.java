package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mekiki.stream.training.TinyEmbeddings.embed;
import static org.mekiki.stream.training.TinyEmbeddings.kind;
import static org.mekiki.stream.training.TinyEmbeddings.tensor;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.ImageCopies;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.PatchLevels;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.gaussian.RunningGaussian;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingSettings;

/** Good frames become the model that all patches at once would give. */
class TaughtModelTest extends OnATrainer {
  private static final double FLOAT_TOLERANCE = 2e-4;

  @Test
  void tilesTogetherAreTheModelThatAllPatchesAtOnceWouldGive() {
    training.sendGood("cam", 0, 30);
    training.fit("cam");
    training.readModels();

    assertIsFitAtOnce(training, TrainingFixture.EMBEDDING);
  }

  @Test
  void whatPatchesRepeatIsKeptOnceAndTheModelIsTheSame(@TempDir Path other) {
    TrainingSettings settings = TrainingFixture.settings(4, TrainingFixture.REPEATING);
    try (TrainingFixture repeating = new TrainingFixture(other, settings)) {
      repeating.sendGood("cam", 0, 4);
      training.sendGood("cam", 0, 4);
      assertThat(embeddingBytes(repeating))
          .as("half of the features are coarse: one value for the two patches of a row")
          .isEqualTo(embeddingBytes(training) * 3 / 4);

      repeating.sendGood("cam", 4, 30);
      repeating.fit("cam");
      repeating.readModels();

      assertIsFitAtOnce(repeating, TrainingFixture.REPEATING);
    }
  }

  /** Of 30 frames. */
  private static void assertIsFitAtOnce(TrainingFixture trained, EmbeddingSettings embedding) {
    PadimModel model = trained.load("cam").model();
    PatchGaussians whole = fitAtOnce(0, 30, embedding);
    float[] probe = embed(TestFrames.defective(99), embedding).values();
    float[] expected = MahalanobisDistance.distances(probe, 1, whole);
    float[] actual = MahalanobisDistance.distances(probe, 1, model.gaussians());
    for (int p = 0; p < expected.length; p++) {
      assertThat(actual[p]).isCloseTo(expected[p], within((float) FLOAT_TOLERANCE * expected[p]));
    }
    assertThat(model.frames()).isEqualTo(30);
  }

  private static long embeddingBytes(TrainingFixture of) {
    long bytes = 0;
    try (var all = of.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE).all()) {
      while (all.hasNext()) {
        var entry = all.next();
        bytes += kind(entry.key.get()) == 'e' ? entry.value.length : 0;
      }
    }
    return bytes;
  }

  @Test
  void theManifestComesAfterAllChunksAndNamesThem() {
    training.sendGood("cam", 0, 10);
    training.fit("cam");

    List<String> keys = training.readModels();
    ModelManifest manifest = training.manifest("cam").orElseThrow();
    int tiles = manifest.tiling().tiles();
    assertThat(tiles).isEqualTo(6);
    assertThat(keys).hasSize(tiles + 2);
    assertThat(keys.subList(0, tiles)).allMatch(k -> k.startsWith("c/cam/1/"));
    assertThat(keys.subList(tiles, keys.size())).containsExactly("h/cam/1", "m/cam");
    assertThat(manifest.createdAt()).isEqualTo(TrainingFixture.NOW);
    assertThat(manifest.training().frames()).isEqualTo(10);
    assertThat(manifest.training().validationFrames()).isEqualTo(10);
    assertThat(manifest.training().inputOffsets()).containsExactlyEntriesOf(Map.of("good-0", 10L));
    assertThat(manifest.calibration().thresholdDescription()).contains("left out");
    assertThat(training.fits).containsExactly("cam published");
  }

  @Test
  void theTrainersSignatureVouchesForTheManifestAndThatItIsCurrent(@TempDir Path other) {
    KeyPair keys = SigningKeys.generate();
    try (TrainingFixture signing =
        new TrainingFixture(
            other,
            TrainingFixture.settings(4),
            StoreKind.MEMORY,
            ManifestSigner.of(keys.getPrivate()))) {
      signing.sendGood("cam", 0, 10);
      signing.fit("cam");
      List<TestRecord<byte[], byte[]>> manifests =
          signing.read("models").stream()
              .filter(record -> !new String(record.key(), UTF_8).startsWith("c/"))
              .toList();

      assertThat(manifests)
          .extracting(record -> new String(record.key(), UTF_8))
          .containsExactly("s/cam", "h/cam/1", "m/cam");
      for (TestRecord<byte[], byte[]> manifest : manifests) {
        byte[] signature = manifest.headers().lastHeader("signature").value();
        ManifestVerifier.of(List.of(keys.getPublic())).verify("cam", manifest.value(), signature);
      }
    }
  }

  @Test
  void theThresholdLetsGoodFramesPassAndStopsDefects() {
    training.sendGood("cam", 0, 40);
    training.fit("cam");
    training.readModels();

    PadimModel model = training.load("cam").model();
    assertThat(model.threshold()).isGreaterThan(model.normalizer().min());
    assertThat(score(model, TestFrames.defective(7))).isGreaterThan(model.threshold());
    assertThat(score(model, TestFrames.good(1000))).isLessThan(model.threshold());
  }

  @Test
  void foldingOftenOrSeldomGivesTheSameModel(@TempDir Path other) {
    training.sendGood("cam", 0, 23);
    training.fit("cam");
    training.readModels();
    float[] often = training.load("cam").model().gaussians().factor();
    try (TrainingFixture seldom = new TrainingFixture(other, TrainingFixture.settings(1000))) {
      seldom.sendGood("cam", 0, 23);
      seldom.fit("cam");
      seldom.readModels();
      float[] once = seldom.load("cam").model().gaussians().factor();
      for (int i = 0; i < often.length; i++) {
        assertThat(often[i]).isCloseTo(once[i], within(1e-3f * (1 + Math.abs(once[i]))));
      }
    }
  }

  @Test
  void heldOutFramesOfTheSenderMakeTheThresholdAndAreNotLearned() {
    training.sendGood("cam", 0, 12);
    for (int seed = 100; seed < 105; seed++) {
      training.send("cam", TestFrames.good(seed), FrameHeaders.ROLE, FrameRoles.VALIDATION);
    }
    training.send("cam", TestFrames.defective(1), FrameHeaders.ROLE, FrameRoles.DEFECT);
    training.fit("cam");
    training.readModels();

    ModelManifest manifest = training.manifest("cam").orElseThrow();
    assertThat(manifest.training().frames()).isEqualTo(12);
    assertThat(manifest.training().validationFrames()).isEqualTo(5);
    assertThat(manifest.calibration().thresholdDescription()).doesNotContain("left out");
    PadimModel model = training.load("cam").model();
    List<Double> expected = new ArrayList<>();
    for (int seed = 100; seed < 105; seed++) {
      expected.add(score(model, TestFrames.good(seed)));
    }
    expected.sort(null);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(manifest.calibration().validationScores().get(i))
          .isCloseTo(expected.get(i), within(FLOAT_TOLERANCE * expected.get(i)));
    }
  }

  @Test
  void modelsOfSeveralCamerasDoNotMix() {
    for (int seed = 0; seed < 8; seed++) {
      training.send("left", TestFrames.good(seed));
      training.send("right", TestFrames.defective(seed));
    }
    training.fit("left");
    training.fit("right");
    training.readModels();

    assertThat(training.load("left").manifest().training().frames()).isEqualTo(8);
    PadimModel left = training.load("left").model();
    PadimModel right = training.load("right").model();
    assertThat(score(left, TestFrames.defective(50))).isGreaterThan(left.threshold());
    assertThat(score(right, TestFrames.defective(50))).isLessThan(right.threshold());
  }

  @Test
  void runsOfOneModelNeverMix() {
    for (int seed = 0; seed < 9; seed++) {
      training.send("cam", TestFrames.defective(seed), FrameHeaders.RUN, "r1");
    }
    for (int seed = 0; seed < 6; seed++) {
      training.send("cam", TestFrames.good(seed), FrameHeaders.RUN, "r2");
    }
    training.send("cam", TrainingCommand.fit("cam", "f", "r2", 1, 1).toBytes());
    training.readModels();

    assertThat(training.manifest("cam").orElseThrow().training().frames()).isEqualTo(6);
    training.send("cam", TrainingCommand.fit("cam", "f", "r1", 1, 1).toBytes());
    training.readModels();
    assertThat(training.manifest("cam").orElseThrow().training().frames()).isEqualTo(9);
    assertThat(training.eventKinds()).endsWith("PUBLISHED").doesNotContain("FAILED");
  }

  private static PatchGaussians fitAtOnce(int from, int to, EmbeddingSettings embedding) {
    int patches = 36;
    int dimensions = 8;
    int length = patches * dimensions;
    int each = Variations.MOST;
    float[] images = new float[(to - from) * length];
    float[] copied = new float[(to - from) * each * length];
    for (int i = 0; i < to - from; i++) {
      ImageTensor image = tensor(TestFrames.good(from + i));
      System.arraycopy(embed(image, embedding).values(), 0, images, i * length, length);
      List<ImageTensor> copies = Variations.of(image, each);
      for (int c = 0; c < each; c++) {
        float[] copy = embed(copies.get(c), embedding).values();
        System.arraycopy(copy, 0, copied, (i * each + c) * length, length);
      }
    }
    RunningGaussian gaussian = new RunningGaussian(patches, dimensions);
    gaussian.add(images, to - from);
    ImageCopies copies = new ImageCopies(copied, each, 1);
    gaussian.addCopies(copies);
    Regularization regularization = new Regularization.Relative(0.01);
    PatchGaussians fitted = gaussian.fit(0, regularization, gaussian.varianceSum() / length);
    float[] leftOut = gaussian.leaveOneOut(fitted, images, to - from, copies);
    return PatchLevels.of(leftOut, patches, dimensions).level(fitted);
  }

  private static double score(PadimModel model, byte[] png) {
    float[] distances =
        MahalanobisDistance.distances(embed(png, model.embedding()).values(), 1, model.gaussians());
    return new org.mekiki.padim.map.MapInterpolator(
            model.embedding().grid(), TinyBackbone.BACKBONE.preprocessing().shape())
        .map(model.common().takenOff(distances, distances))
        .max();
  }
}

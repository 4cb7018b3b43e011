package org.mekiki.stream.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.ModelArchive;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.model.signing.SigningKeys;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.Variations;
import org.mekiki.padim.feature.Embedding;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.feature.PatchEmbedder;
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
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.RunFailure;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingSettings;

class TrainingTopologyTest {
  private static final double FLOAT_TOLERANCE = 2e-4;

  @TempDir Path state;
  private TrainingFixture training;

  @BeforeEach
  void start() {
    training = new TrainingFixture(state);
  }

  @AfterEach
  void stop() {
    training.close();
  }

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
  void eachFitCountsUpAndOnePreviousVersionStays() {
    for (int version = 1; version <= 3; version++) {
      training.sendGood("cam", 0, 5 + version);
      training.fit("cam");
      training.readModels();
      assertThat(training.manifest("cam").orElseThrow().version()).isEqualTo(version);
    }
    assertThat(training.models().keySet())
        .contains("m/cam", "h/cam/2", "h/cam/3")
        .noneMatch(key -> key.startsWith("c/cam/1/") || key.equals("h/cam/1"))
        .anyMatch(key -> key.startsWith("c/cam/2/"));
    assertThat(training.load("cam").manifest().training().frames()).isEqualTo(8);
  }

  @Test
  void afterARollbackTheVersionInUseStaysWhenTheNextIsPublished() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.sendGood("cam", 0, 7);
    training.fit("cam");
    training.send(
        "cam", "{\"command\":\"rolled-back\",\"model\":\"cam\",\"version\":1}".getBytes(UTF_8));
    training.sendGood("cam", 0, 8);
    training.fit("cam");
    training.readModels();

    assertThat(training.models().keySet())
        .contains("h/cam/1", "h/cam/3")
        .doesNotContain("h/cam/2")
        .noneMatch(key -> key.startsWith("c/cam/2/"));
  }

  @Test
  void anImportedVersionIsTheWayBackOnceAndThenDeletedWithItsChunks() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.send("cam", TrainingCommand.rolledBack("cam", 2, 3).toBytes());
    training.sendGood("cam", 0, 7);
    training.fit("cam");
    assertThat(training.readModels())
        .contains("h/cam/3", "-h/cam/1")
        .noneMatch(key -> key.contains("/cam/2"));

    training.sendGood("cam", 0, 8);
    training.fit("cam");
    assertThat(training.readModels())
        .contains("h/cam/4", "-h/cam/2", "-c/cam/2/0", "-c/cam/2/1", "-c/cam/2/2")
        .doesNotContain("-h/cam/3", "-c/cam/2/3");
  }

  @Test
  void whatAVersionCanSeeIsKeptWithItAndGoesWithIt() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    training.send("cam", seen("cam", 1, "{\"frames\":8,\"odd\":[0.5,null]}"));
    training.readModels();

    assertThat(training.models().get("d/cam/1"))
        .asString(UTF_8)
        .isEqualTo("{\"frames\":8,\"odd\":[0.5,null]}");
    training.sendGood("cam", 0, 7);
    training.fit("cam");
    training.sendGood("cam", 0, 8);
    training.fit("cam");
    assertThat(training.readModels()).contains("-h/cam/1", "-d/cam/1").doesNotContain("-d/cam/2");
  }

  @Test
  void whatAVersionCanSeeIsNotKeptOnceTheVersionIsGone() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");

    training.send("cam", seen("cam", 2, "{}"));
    training.send("other", seen("other", 1, "{}"));

    assertThat(training.readModels()).contains("h/cam/1").noneMatch(key -> key.startsWith("d/"));
    assertThat(training.read("dead-letters")).isEmpty();
  }

  @Test
  void whatAVersionCanSeeIsADeadLetterIfItIsNoObject() {
    training.send("cam", seen("cam", 1, "7"));
    training.send("cam", seen("cam", 0, "{}"));

    assertThat(training.read("dead-letters")).hasSize(2);
  }

  /** Readers count bytes, and an umlaut has two. */
  @Test
  void whatAVersionCanSeeIsADeadLetterIfItHasMoreBytesThanReadersTake() {
    training.sendGood("cam", 0, 6);
    training.fit("cam");
    int most = ModelArchive.MAX_DETECTABILITY_BYTES;
    String around = "{\"a\":\"\"}";
    String fits = "ö".repeat((most - around.length()) / 2);

    training.send("cam", seen("cam", 1, around.replace("\"\"", "\"" + fits + "\"")));
    training.send("cam", seen("cam", 1, around.replace("\"\"", "\"" + fits + "ö\"")));

    training.readModels();
    assertThat(training.models().get("d/cam/1")).hasSize(most);
    assertThat(training.read("dead-letters")).hasSize(1);
  }

  private static byte[] seen(String model, long version, String json) {
    return String.format(
            Locale.ROOT,
            "{\"command\":\"detectability\",\"model\":\"%s\",\"version\":%d,\"detectability\":%s}",
            model,
            version,
            json)
        .getBytes(UTF_8);
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

  @Test
  void aFrameThatIsNoPictureCostsOneDeadLetterAndNothingElse() {
    training.sendGood("cam", 0, 4);
    training.send("cam", "not a picture".getBytes(UTF_8));
    training.sendGood("cam", 4, 8);
    training.fit("cam");
    training.readModels();

    List<TestRecord<byte[], byte[]>> letters = training.read("dead-letters");
    assertThat(letters).hasSize(1);
    assertThat(header(letters.get(0), DeadLetters.REASON)).isEqualTo("not-an-image");
    assertThat(header(letters.get(0), DeadLetters.OFFSET)).isEqualTo("4");
    assertThat(training.manifest("cam").orElseThrow().training().frames()).isEqualTo(8);
    assertThat(training.eventKinds())
        .containsExactly(
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "REJECTED",
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "EMBEDDED",
            "FITTING",
            "PUBLISHED");
  }

  @Test
  void tooFewFramesFailWithASentenceAndPublishNothing() {
    training.sendGood("cam", 0, 2);
    training.fit("cam");

    assertThat(training.readModels()).isEmpty();
    TrainingEvent last = last(training.events());
    assertThat(last.event()).isEqualTo(TrainingEvent.Kind.FAILED);
    assertThat(last.reason()).isEqualTo(RunFailure.TOO_FEW_FRAMES.label());
    assertThat(last.message()).contains("2 good frames").contains("at least 3");
    assertThat(training.fits).containsExactly("cam failed");
  }

  @Test
  void aFitWithoutFramesFailsWithASentence() {
    training.fit("cam");

    assertThat(training.readModels()).isEmpty();
    TrainingEvent last = last(training.events());
    assertThat(last.reason()).isEqualTo(RunFailure.NO_FRAMES.label());
    assertThat(last.message()).contains("no good frames");
  }

  @Test
  void aFitForAnotherNumberOfPartitionsIsRefused() {
    training.sendGood("cam", 0, 5);
    training.send("cam", TrainingCommand.fit("cam", "f", "", 3, 1).toBytes());

    assertThat(training.readModels()).isEmpty();
    TestRecord<byte[], byte[]> letter = training.read("dead-letters").get(0);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("bad-command");
    assertThat(header(letter, DeadLetters.MESSAGE)).contains("3 partitions").contains("has 1");
    assertThat(training.events())
        .filteredOn(TrainingEvent::ends)
        .extracting(TrainingEvent::reason)
        .containsExactly(RunFailure.OTHER_PARTITIONS.label());
  }

  @Test
  void aCommandThatIsNoneIsADeadLetterThatSaysWhatIsLegal() {
    training.send("cam", "{\"command\":\"fitt\",\"model\":\"cam\"}".getBytes(UTF_8));
    training.send("cam", "{\"command\":\"fit\",\"model\":\"a b\"}".getBytes(UTF_8));

    List<TestRecord<byte[], byte[]>> letters = training.read("dead-letters");
    assertThat(header(letters.get(0), DeadLetters.MESSAGE)).contains("fitt").contains("valid: ");
    assertThat(header(letters.get(1), DeadLetters.MESSAGE)).contains("'a b'");
  }

  @Test
  void nothingOfATrainingStaysInTheStores() {
    training.sendGood("cam", 0, 9);
    training.fit("cam");

    try (var all = training.driver.getKeyValueStore(TileProcessor.STORE).all()) {
      assertThat(all.hasNext()).isFalse();
    }
    try (var all = training.driver.getKeyValueStore(AssembleProcessor.STORE).all()) {
      assertThat(all.next().key.toString()).isEqualTo("mcam");
      assertThat(all.hasNext()).isFalse();
    }
  }

  @Test
  void embeddingsWaitUntilMoreThanAFoldOfThemAreThere() {
    training.sendGood("cam", 0, 4);
    assertThat(state())
        .as("no sums yet")
        .isEqualTo(Map.of('p', 6, 'e', 24, 'w', 24, 'c', 96, 'i', 4, 's', 4, 'r', 1));

    training.sendGood("cam", 4, 5);
    assertThat(state())
        .as("four are folded and held out, one waits")
        .isEqualTo(
            Map.of('p', 6, 'e', 30, 'w', 6, 'c', 120, 'i', 5, 'g', 6, 'h', 6, 's', 5, 'r', 1));

    training.sendGood("cam", 5, 21);
    assertThat(state())
        .as("of twenty, the ten that are held out stay, and one waits")
        .isEqualTo(
            Map.of('p', 6, 'e', 66, 'w', 6, 'c', 504, 'i', 11, 'g', 6, 'h', 6, 's', 21, 'r', 1));
  }

  @Test
  void copiesOfFramesAreForgottenWhenThereAreEnoughFrames() {
    training.sendGood("cam", 0, 99);
    assertThat(state()).containsEntry('c', 99 * 4 * 6);

    training.sendGood("cam", 99, 101);
    assertThat(state()).containsEntry('c', 101 * 2 * 6);

    training.sendGood("cam", 101, 201);
    assertThat(state()).doesNotContainKey('c');
  }

  @Test
  void unusableFramesDoNotChangeHowManyCopiesTheOthersHave() {
    for (int i = 0; i < 8; i++) {
      training.sendGood("cam", "no picture".getBytes(UTF_8), FrameHeaders.RUN_FRAMES, "107");
    }
    for (int seed = 0; seed < 99; seed++) {
      training.sendGood("cam", TestFrames.good(seed), FrameHeaders.RUN_FRAMES, "107");
    }

    assertThat(training.read("dead-letters")).hasSize(8);
    assertThat(state()).containsEntry('c', 99 * 4 * 6);
  }

  @Test
  void embeddingsThatAnEarlierReleaseLeftUnmarkedAreFolded(@TempDir Path other) {
    training.sendGood("cam", 0, 7);
    var store = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE);
    List<Bytes> marks = new ArrayList<>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> marks.add(entry.key));
    }
    marks.removeIf(key -> kind(key.get()) != 'w');
    assertThat(marks).hasSize(3 * 6);
    marks.forEach(store::delete);
    training.sendGood("cam", 7, 13);
    training.fit("cam");
    training.readModels();

    try (TrainingFixture whole = new TrainingFixture(other)) {
      whole.sendGood("cam", 0, 13);
      whole.fit("cam");
      whole.readModels();
      assertThat(training.models()).containsAllEntriesOf(whole.models());
    }
  }

  @Test
  void theStateIsNotMoreThanTheSettingsSay() {
    training.sendGood("cam", 0, 40);

    long bytes = 0;
    try (var all = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE).all()) {
      while (all.hasNext()) {
        var entry = all.next();
        bytes += kind(entry.key.get()) == 'p' ? 0 : entry.value.length;
      }
    }
    // Beside what it counts: a header a tile, and the held-out frames' hashes.
    assertThat(bytes).isBetween(1L, TrainingFixture.settings(4).stateBytes() + 6 * (20 + 10 * 8));
  }

  @Test
  void onDiskOrInMemoryTheModelIsTheSame(@TempDir Path other) {
    training.sendGood("cam", 0, 13);
    training.fit("cam");
    training.readModels();
    try (TrainingFixture disk =
        new TrainingFixture(
            other, TrainingFixture.settings(4), StoreKind.DISK, ManifestSigner.NONE)) {
      disk.sendGood("cam", 0, 13);
      disk.fit("cam");
      disk.readModels();
      assertThat(disk.models()).hasSameSizeAs(training.models());
      assertThat(disk.load("cam").model().gaussians().factor())
          .isEqualTo(training.load("cam").model().gaussians().factor());
    }
  }

  /** Entries of the tiles' state by kind. */
  private Map<Character, Integer> state() {
    Map<Character, Integer> kinds = new HashMap<>();
    try (var all = training.driver.<Bytes, byte[]>getKeyValueStore(TileProcessor.STORE).all()) {
      all.forEachRemaining(entry -> kinds.merge(kind(entry.key.get()), 1, Integer::sum));
    }
    return kinds;
  }

  private static char kind(byte[] key) {
    int end = Integer.BYTES;
    while (key[end] != 0) {
      end++;
    }
    return (char) key[end + 1];
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

  private static Embedding embed(byte[] png, EmbeddingSettings embedding) {
    return embed(tensor(png), embedding);
  }

  private static Embedding embed(ImageTensor tensor, EmbeddingSettings embedding) {
    return new PatchEmbedder(TinyBackbone.BACKBONE.features(), embedding)
        .embed(new TinyBackbone().extract(tensor));
  }

  private static ImageTensor tensor(byte[] png) {
    ImagePreprocessor preprocessor = new ImagePreprocessor(TinyBackbone.BACKBONE.preprocessing());
    ImageDecoder decoder = new ImageDecoder(new ImageLimits(1_000_000, 1_000_000));
    return preprocessor.apply(decoder.decode(png, TinyBackbone.SIZE, TinyBackbone.SIZE));
  }

  private static double score(PadimModel model, byte[] png) {
    float[] distances =
        MahalanobisDistance.distances(embed(png, model.embedding()).values(), 1, model.gaussians());
    return new org.mekiki.padim.map.MapInterpolator(
            model.embedding().grid(), TinyBackbone.BACKBONE.preprocessing().shape())
        .map(model.common().takenOff(distances, distances))
        .max();
  }

  private static TrainingEvent last(List<TrainingEvent> events) {
    return events.get(events.size() - 1);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}

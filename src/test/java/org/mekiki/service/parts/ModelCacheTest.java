package org.mekiki.service.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.SmallNetwork;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;
import org.mekiki.terminal.CommandException;

/** Models whose factors are mapped from files, by way of what makes and serves them. */
class ModelCacheTest {
  private static final List<PadimModel> LEARNED = new ArrayList<>();
  private static final List<ImageTensor> IMAGES = new ArrayList<>();
  private static final int SCORED = 7;
  private static final long PLENTY = 1 << 30;

  private static BackboneGraph graph;
  private static OnnxFeatureExtractor network;

  @TempDir private Path folder;

  @BeforeAll
  static void learn(@TempDir Path files) throws IOException {
    graph = Backbones.file(SmallNetwork.write(files), SmallNetwork.FEATURES, null);
    network = new OnnxFeatureExtractor(graph);
    ImageShape shape = graph.backbone().preprocessing().shape();
    Random random = new Random(3);
    for (int n = 0; n < 8; n++) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      IMAGES.add(new ImageTensor(shape, values));
    }
    for (int first = 0; first < 3; first++) {
      Padim padim = Padim.builder(network).build();
      padim.train(IMAGES.subList(first, first + 5));
      LEARNED.add(padim.model());
    }
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @BeforeEach
  void needsVectors() {
    assumeTrue(MahalanobisDistance.hasVectorModule(), "needs --add-modules jdk.incubator.vector");
  }

  /** A process that scores. */
  private static final class Scorer {
    final ModelRepository<InspectionModel> models;

    Scorer(Optional<ModelCache> cache, long heap) {
      InspectionModelFactory factory =
          new InspectionModelFactory(
              network, graph, new SharedExtractors(OnnxOptions.DEFAULT), cache);
      models =
          new ModelRepository<>(
              factory, heap, cache.map(ModelEvents.class::cast).orElse(ModelEvents.NOOP));
    }

    void put(VerifiedModel model) {
      models.put(model, Duration.ZERO);
    }

    boolean recall(VerifiedModel model) {
      return models.recall(model.manifest(), Duration.ZERO);
    }

    double score(String model) {
      try (ModelLease<InspectionModel> lease = models.acquire(model).orElseThrow()) {
        return lease.scorer().padim().predict(IMAGES.get(SCORED)).score();
      }
    }
  }

  private Scorer scorer() {
    return scorer(PLENTY);
  }

  private Scorer scorer(long maxBytes) {
    return new Scorer(Optional.of(ModelCache.open(folder, maxBytes)), PLENTY);
  }

  private static VerifiedModel model(String key, long version, int learned) {
    PadimModel model = LEARNED.get(learned);
    ModelManifest manifest =
        ModelChunks.of(model, Precision.INT8)
            .manifest(key, version, Models.TIME, Models.training(), Models.calibration());
    return new VerifiedModel(manifest, model);
  }

  /** The image that is scored is of the second group, whose distances are doubled. */
  private static VerifiedModel inGroups(VerifiedModel plain) {
    PadimModel model = plain.model();
    float[] second =
        Repetition.signature(Padim.builder(network).model(model).build().embed(IMAGES.get(SCORED)));
    GoodGroups groups =
        new GoodGroups(List.of(group(1, new float[second.length]), group(2, second)));
    ModelManifest manifest =
        ModelChunks.of(model, Precision.INT8)
            .manifest(
                plain.manifest().model(),
                plain.manifest().version(),
                Models.TIME,
                Models.training(),
                Models.calibration().with(groups));
    return new VerifiedModel(
        manifest,
        new PadimModel(
            model.backbone(),
            model.embedding(),
            model.gaussians(),
            model.normalizer(),
            model.threshold(),
            model.frames(),
            groups));
  }

  private static GoodGroups.Group group(double factor, float[] centre) {
    List<Float> numbers = new ArrayList<>();
    for (float number : centre) {
      numbers.add(number);
    }
    return new GoodGroups.Group(10, factor, numbers);
  }

  private static double scoreInTheHeap(int learned) {
    return scoreInTheHeap(model("part", 1, learned));
  }

  private static double scoreInTheHeap(VerifiedModel model) {
    Scorer heap = new Scorer(Optional.empty(), PLENTY);
    heap.put(model);
    return heap.score("part");
  }

  private static long fileBytes() {
    PadimModel model = LEARNED.get(0);
    return MahalanobisDistance.fileBytes(
        model.gaussians().patches(), model.gaussians().dimensions());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("mekiki-factors"))) {
      return all.sorted().toList();
    }
  }

  @Test
  void aMappedModelScoresAsInTheHeapAndTakesNone() throws IOException {
    Scorer scorer = scorer();
    scorer.put(model("part", 1, 0));

    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(scorer.models.bytes()).isEqualTo(100_000);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aScorerThatStartsAgainNeedsNoChunks() {
    assertThat(scorer().recall(model("part", 1, 0))).isFalse();
    Scorer before = scorer();
    before.put(model("part", 1, 0));
    before.models.close();

    Scorer after = scorer();
    assertThat(after.recall(model("part", 2, 0))).as("other version, same chunks").isTrue();
    assertThat(after.recall(model("part", 2, 1))).as("other chunks").isFalse();
    assertThat(after.score("part")).isEqualTo(scoreInTheHeap(0));
  }

  @Test
  void groupsOfGoodFramesCountAsInTheHeap() {
    VerifiedModel grouped = inGroups(model("part", 1, 0));
    double inTheHeap = scoreInTheHeap(grouped);
    assertThat(inTheHeap).isCloseTo(2 * scoreInTheHeap(0), withPercentage(1e-3));

    Scorer before = scorer();
    before.put(grouped);
    assertThat(before.models.bytes()).isEqualTo(100_000);
    assertThat(before.score("part")).as("put").isEqualTo(inTheHeap);

    Scorer after = scorer();
    assertThat(after.recall(grouped)).isTrue();
    assertThat(after.score("part")).as("recalled").isEqualTo(inTheHeap);
  }

  @Test
  void whatWasAlteredIsDeletedAndMadeAgain() throws IOException {
    scorer().put(model("part", 1, 0));
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Scorer scorer = scorer();
    assertThat(scorer.recall(model("part", 1, 0))).isFalse();
    assertThat(files()).isEmpty();
    scorer.put(model("part", 1, 0));
    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(files()).containsExactly(file);
  }

  @Test
  void theFileOfAFormerVersionIsDeletedUnlessAnotherModelUsesIt() throws IOException {
    Scorer scorer = scorer();
    scorer.put(model("part", 1, 0));
    scorer.put(model("twin", 1, 0));
    scorer.put(model("part", 2, 1));
    assertThat(files()).hasSize(2);

    scorer.models.remove("twin");
    assertThat(files()).hasSize(1);
    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(1));
    scorer.models.close();
    assertThat(files()).hasSize(1);
  }

  @Test
  void withoutRoomAModelIsInTheHeapAndCountedThere() throws IOException {
    Scorer scorer = scorer(2 * fileBytes());
    for (int n = 0; n < 3; n++) {
      scorer.put(model("part-" + n, 1, n));
    }

    assertThat(files()).hasSize(2);
    assertThat(scorer.score("part-2")).isEqualTo(scoreInTheHeap(2));
    PadimModel last = LEARNED.get(2);
    assertThat(scorer.models.bytes())
        .isEqualTo(
            2 * 100_000
                + MahalanobisDistance.bytes(
                    last.gaussians().patches(), last.gaussians().dimensions(), Precision.INT8));
  }

  @Test
  void aFolderThatCanNoLongerBeWrittenToPutsModelsIntoTheHeap() throws IOException {
    Scorer scorer = scorer();
    Files.delete(folder.resolve("mekiki-factors"));
    scorer.put(model("part", 1, 0));

    assertThat(scorer.score("part")).isEqualTo(scoreInTheHeap(0));
    assertThat(scorer.models.bytes()).isNotEqualTo(100_000);
  }

  @Test
  void roomIsMadeByDeletingWhatWasNotOpenedForTheLongestTime() throws IOException {
    Scorer before = scorer();
    before.put(model("old", 1, 0));
    Path old = files().get(0);
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
    before.put(model("young", 1, 1));

    Scorer after = scorer(2 * fileBytes());
    after.put(model("new", 1, 2));

    assertThat(files()).hasSize(2).doesNotContain(old);
    assertThat(after.recall(model("young", 1, 1))).isTrue();
  }

  @Test
  void anotherUsersFolderIsRefused() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    scorer();
    Path files = folder.resolve("mekiki-factors");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files)))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwx---"));

    assertThatThrownBy(this::scorer)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("score.models.cache = " + folder + " can't be used")
        .hasMessageContaining("others may write to " + files);
  }

  @Test
  void whatACrashLeftIsDeletedAfterAnHour() throws IOException {
    scorer();
    Path files = folder.resolve("mekiki-factors");
    Path fresh = Files.writeString(files.resolve("fresh.part"), "x");
    Path old = Files.writeString(files.resolve("old.part"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    scorer();

    assertThat(files()).containsExactly(fresh);
  }
}

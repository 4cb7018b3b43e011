package org.mekiki.service.parts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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
import org.mekiki.padim.Samples;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.MahalanobisDistance;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;

/** Scorers that share a folder of mapped models, and small models for them. */
abstract class MappedModels {
  static final List<PadimModel> LEARNED = new ArrayList<>();
  private static final List<ImageTensor> IMAGES = new ArrayList<>();
  private static final int SCORED = 7;
  static final long PLENTY = 1 << 30;

  private static BackboneGraph graph;
  private static OnnxFeatureExtractor network;

  @TempDir Path folder;

  @BeforeAll
  static void learn(@TempDir Path files) throws IOException {
    graph = Backbones.file(SmallNetwork.write(files), SmallNetwork.FEATURES, null);
    network = new OnnxFeatureExtractor(graph);
    ImageShape shape = graph.backbone().preprocessing().shape();
    Random random = new Random(3);
    IMAGES.clear();
    LEARNED.clear();
    for (int n = 0; n < 8; n++) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      IMAGES.add(new ImageTensor(shape, values));
    }
    for (int first = 0; first < 4; first++) {
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
  static final class Scorer {
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

  Scorer scorer() {
    return scorer(PLENTY);
  }

  Scorer scorer(long maxBytes) {
    return new Scorer(Optional.of(ModelCache.open(folder, maxBytes, () -> PLENTY)), PLENTY);
  }

  /** A process whose disk has this much left for files of models. */
  Scorer scorerOnADisk(FactorFiles.Space space) {
    return new Scorer(Optional.of(ModelCache.open(folder, PLENTY, space)), PLENTY);
  }

  static VerifiedModel model(String key, long version, int learned) {
    PadimModel model = LEARNED.get(learned);
    return new VerifiedModel(manifest(key, version, model), model);
  }

  private static ModelManifest manifest(String key, long version, PadimModel model) {
    return ModelChunks.of(model, Precision.INT8)
        .manifest(
            key,
            version,
            Models.TIME,
            Models.training(),
            Models.calibration().with(model.groups()).lessCommon(model.common()));
  }

  /** The image that is scored is of the second group, whose distances are doubled. */
  static VerifiedModel inGroups(VerifiedModel plain) {
    PadimModel model = plain.model();
    float[] second =
        Repetition.signature(Padim.builder(network).model(model).build().embed(IMAGES.get(SCORED)));
    GoodGroups groups =
        new GoodGroups(List.of(group(1, new float[second.length]), group(2, second)));
    PadimModel grouped = Samples.inGroups(model, groups);
    return new VerifiedModel(
        manifest(plain.manifest().model(), plain.manifest().version(), grouped), grouped);
  }

  static VerifiedModel ofAnotherNetwork(VerifiedModel ours) {
    PadimModel model = ours.model();
    Backbone backbone = model.backbone();
    PadimModel other =
        new PadimModel(
            new Backbone(
                backbone.name(), Models.SHA, backbone.preprocessing(), backbone.features()),
            model.embedding(),
            model.gaussians(),
            model.normalizer(),
            model.threshold(),
            model.frames());
    return new VerifiedModel(
        manifest(ours.manifest().model(), ours.manifest().version(), other), other);
  }

  private static GoodGroups.Group group(double factor, float[] centre) {
    List<Float> numbers = new ArrayList<>();
    for (float number : centre) {
      numbers.add(number);
    }
    return new GoodGroups.Group(10, factor, numbers);
  }

  static double scoreInTheHeap(int learned) {
    return scoreInTheHeap(model("part", 1, learned));
  }

  static double scoreInTheHeap(VerifiedModel model) {
    Scorer heap = new Scorer(Optional.empty(), PLENTY);
    heap.put(model);
    return heap.score("part");
  }

  static long fileBytes() {
    PadimModel model = LEARNED.get(0);
    return MahalanobisDistance.fileBytes(
        model.gaussians().patches(), model.gaussians().dimensions());
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("mekiki-factors"))) {
      return all.sorted().toList();
    }
  }
}

package org.mekiki.service.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.Models;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.SmallNetwork;
import org.mekiki.onnx.TinyGraphs;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.onnx.int8.CheckedQuantization;
import org.mekiki.onnx.network.GraphBuilder;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.view.FrameSize;
import org.mekiki.view.View;
import org.mekiki.view.ViewJson;
import org.mekiki.view.align.Alignment;

/** Models that bring their network, from verified bytes to what scores and back to nothing. */
class InspectionModelFactoryTest {
  private static final List<ImageTensor> IMAGES = new ArrayList<>();

  private static BackboneGraph exact;
  private static OnnxFeatureExtractor own;
  private static byte[] graph;
  private static PadimModel learned;

  private final SharedExtractors published = new SharedExtractors(OnnxOptions.DEFAULT);
  private final InspectionModelFactory factory = new InspectionModelFactory(own, published);

  @BeforeAll
  static void learn(@TempDir Path folder) throws Exception {
    exact = Backbones.file(SmallNetwork.write(folder), SmallNetwork.FEATURES, null);
    own = new OnnxFeatureExtractor(exact);
    IMAGES.addAll(noise(exact.backbone().preprocessing().shape()));
    BackboneGraph quantized = CheckedQuantization.of(exact, IMAGES).quantized();
    graph = quantized.graph().bytes();
    Path file = folder.resolve("model.bin");
    try (OnnxFeatureExtractor network = new OnnxFeatureExtractor(quantized)) {
      Padim padim = Padim.builder(network).build();
      padim.train(IMAGES);
      padim.validate(IMAGES, List.of());
      padim.save(file);
      learned = Padim.load(file, network).model();
    }
  }

  private static List<ImageTensor> noise(ImageShape shape) {
    Random random = new Random(3);
    List<ImageTensor> images = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      images.add(new ImageTensor(shape, values));
    }
    return images;
  }

  @AfterAll
  static void close() {
    own.close();
  }

  private static VerifiedModel model(String key, long version) {
    ModelManifest manifest =
        ModelChunks.of(learned, Precision.FLOAT32)
            .withGraph(graph, exact.backbone().sha256(), 0.02)
            .manifest(key, version, Models.TIME, Models.training(), Models.calibration());
    return new VerifiedModel(manifest, learned, Optional.of(graph));
  }

  @Test
  void modelsOfOneNetworkShareItUntilTheLastIsReleased() {
    InspectionModel left = factory.create(model("left", 1));
    InspectionModel right = factory.create(model("right", 1));
    assertThat(published.sessions()).isEqualTo(1);
    double score = right.padim().predict(IMAGES.get(0)).score();

    factory.release(left);
    assertThat(right.padim().predict(IMAGES.get(0)).score()).isEqualTo(score);

    factory.release(right);
    assertThat(published.sessions()).isZero();
  }

  @Test
  void aSwapToTheNextVersionReleasesTheNetworkOfTheFormer() {
    try (ModelRepository<InspectionModel> models =
        new ModelRepository<>(factory, 1_000_000_000, ModelEvents.NOOP)) {
      models.put(model("part", 1), java.time.Duration.ZERO);
      models.put(model("part", 2), java.time.Duration.ZERO);
      assertThat(published.sessions()).isEqualTo(1);
      assertThat(models.bytes()).isGreaterThan(graph.length);
    }
    assertThat(published.sessions()).isZero();
  }

  @Test
  void aModelOfAnEarlierBuiltInNetworkKeepsItsScores() {
    BackboneGraph earlier = Backbones.earlierBuiltIns().get(0);
    List<ImageTensor> images = noise(earlier.backbone().preprocessing().shape());
    PadimModel taught;
    double score;
    try (OnnxFeatureExtractor network = new OnnxFeatureExtractor(earlier)) {
      Padim padim = Padim.builder(network).dimensions(4).precision(Precision.FLOAT32).build();
      padim.train(images);
      padim.validate(images, List.of());
      taught = padim.model();
      score = padim.predict(images.get(0)).score();
    }
    ModelManifest manifest =
        ModelChunks.of(taught, Precision.FLOAT32)
            .manifest("part", 1, Models.TIME, Models.training(), Models.calibration());

    try (OnnxFeatureExtractor today = new OnnxFeatureExtractor(Backbones.builtIn())) {
      BackboneFactory.assembler(Backbones.builtIn()).check(manifest);
      InspectionModelFactory scorers = new InspectionModelFactory(today, published);
      InspectionModel model = scorers.create(new VerifiedModel(manifest, taught, Optional.empty()));
      assertThat(model.padim().predict(images.get(0)).score()).isEqualTo(score);
      scorers.release(model);
    }
    assertThat(published.sessions()).isZero();
  }

  @Test
  void aModelWhoseViewNeedsTooManyTilesIsRefused() {
    BackboneGraph fixed = TinyGraphs.fixed();

    assertThatThrownBy(() -> createViewed(192, fixed.withMaxTiles(2)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith(
            "the network can't look through the view of model 'part' version 1: backbone 'fixed'"
                + " would look at 192x64 pixels in")
        .hasMessageEndingWith("raise padim.backbone.max-tiles")
        .matches(e -> ((ModelRefusedException) e).reason() == Reason.UNUSABLE);
    assertThat(published.sessions()).isZero();
  }

  @Test
  void aNetworkThatTheRuntimeCannotOpenIsNotTheViewsFault() {
    GraphBuilder graph = new GraphBuilder("broken");
    graph.input("image", 1, 3, 64, 64);
    graph.node("NoSuchOperation", "patches", List.of("image"));
    graph.output("patches", 1, 3, 4, 4);
    BackboneGraph broken =
        new BackboneGraph(
            TinyGraphs.fixed().backbone(), OnnxGraph.generated(graph.build(), "broken"));

    assertThatThrownBy(() -> createViewed(64, broken))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("the scorer's network can't be opened for model 'part' version 1: ")
        .hasMessageContaining("NoSuchOperation")
        .matches(e -> ((ModelRefusedException) e).reason() == Reason.UNUSABLE);
    assertThat(published.sessions()).isZero();
  }

  /** Teaches through a view of 64 rows, and has a scorer with another network score that. */
  private void createViewed(int width, BackboneGraph scorers) {
    BackboneGraph fixed = TinyGraphs.fixed();
    View view =
        ViewJson.draft(("{\"input\":[" + width + ",64]}").getBytes(UTF_8))
            .resolve(new FrameSize(width, 64), Alignment.NONE, new ImageShape(3, 64, 64));
    PadimModel taught;
    try (OnnxFeatureExtractor network =
        new OnnxFeatureExtractor(ViewedNetwork.of(view, fixed).graph())) {
      Padim padim = Padim.builder(network).dimensions(3).build();
      List<ImageTensor> images = noise(network.backbone().preprocessing().shape());
      padim.train(images);
      padim.validate(images, List.of());
      taught = padim.model();
    }
    ModelManifest manifest =
        viewed(
            ModelChunks.of(taught, Precision.FLOAT32)
                .manifest("part", 1, Models.TIME, Models.training(), Models.calibration()),
            view);
    new InspectionModelFactory(own, scorers, published)
        .create(new VerifiedModel(manifest, taught, Optional.empty()));
  }

  private static ModelManifest viewed(ModelManifest whole, View view) {
    return ModelManifest.of(
        whole.model(),
        whole.version(),
        whole.createdAt(),
        whole.backbone(),
        whole.grid(),
        whole.neighbourhood(),
        whole.reduction(),
        whole.chunks(),
        whole.training(),
        whole.calibration(),
        whole.graph(),
        Optional.of(view));
  }

  @Test
  void aNetworkThatMustNotBeRunIsRefusedWithTheModel() {
    VerifiedModel whole = model("part", 1);
    VerifiedModel altered =
        new VerifiedModel(whole.manifest(), whole.model(), Optional.of(new byte[] {1, 2, 3}));

    assertThatThrownBy(() -> factory.create(altered))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith(
            "the network that comes with model 'part' version 1 is not run: the graph of backbone")
        .matches(e -> ((ModelRefusedException) e).reason() == Reason.UNUSABLE);
    assertThat(published.sessions()).isZero();
  }
}

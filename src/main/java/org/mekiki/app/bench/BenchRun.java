package org.mekiki.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mekiki.bench.AlignmentBench;
import org.mekiki.bench.BenchTable;
import org.mekiki.bench.FrameBench;
import org.mekiki.bench.InterleavedRounds;
import org.mekiki.bench.Measurement;
import org.mekiki.bench.Stage;
import org.mekiki.bench.Variant;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulatedScene;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.config.MekikiConfig;
import org.mekiki.image.ImageWriter;
import org.mekiki.image.Picture;
import org.mekiki.image.PictureResizer;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.int8.Int8Quantizer;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;

/**
 * What {@code bench} measures without Kafka: prepares backbone and pictures, and runs the rounds.
 */
final class BenchRun implements AutoCloseable {
  private static final int PICTURES = 24;
  private static final int TURNED = 8;
  private static final int JPEG_QUALITY = 90;
  private static final long PICTURE_SEED = 900;
  private static final int WARM_UP_SLOTS = 6;

  private final Terminal terminal;
  private final BackboneGraph graph;
  private final Precision precision;
  private final List<byte[]> pictures;
  private final OnnxFeatureExtractor extractor;
  private OnnxFeatureExtractor int8;

  /** ResNet-18, beside another network; null where it is the network. */
  private final OnnxFeatureExtractor compared;

  private final List<Variant> variants = new ArrayList<>();
  private final int cores = Runtime.getRuntime().availableProcessors();

  /**
   * @param paper whether a backbone of ResNet-18's shape stands in for the built-in one, and the
   *     recommended grid is measured beside the configured one
   */
  BenchRun(Terminal terminal, MekikiConfig config, boolean paper, int side) {
    this.terminal = terminal;
    this.graph =
        paper && config.padim().backbone().isBuiltIn()
            ? Backbones.randomResNet18()
            : BackboneFactory.load(config);
    this.precision = TrainingSettingsFactory.precision(config.padim().modelPrecision());
    this.pictures = pictures(side);
    this.extractor = new OnnxFeatureExtractor(graph);
    this.compared = paper ? null : new OnnxFeatureExtractor(Backbones.randomResNet18());
    EmbeddingSettings main = TrainingSettingsFactory.embedding(config.padim(), graph.backbone(), 0);
    variants.add(new Variant("", main));
    if (paper) {
      EmbeddingSettings beside =
          EmbeddingSettings.recommended(graph.backbone().features(), main.reduction());
      variants.add(
          new Variant(", " + beside.grid().height() + "x" + beside.grid().width(), beside));
    }
  }

  private static List<byte[]> pictures(int side) {
    List<byte[]> encoded = new ArrayList<>();
    try (SimulatedCamera camera =
        new SimulatedCamera(
            "bench", PICTURE_SEED, PICTURES, SimulationOptions.DEFAULT.withDefectRate(0))) {
      for (int i = 0; i < PICTURES; i++) {
        encoded.add(
            ImageWriter.jpeg(
                PictureResizer.resize(camera.picture(i, Optional.empty()), side, side),
                JPEG_QUALITY));
      }
    }
    return encoded;
  }

  private static List<Stage> alignment() {
    SimulationOptions turned =
        SimulationOptions.DEFAULT.withDefectRate(0).withScene(SimulatedScene.TURNED);
    try (SimulatedCamera camera = new SimulatedCamera("bench", PICTURE_SEED, TURNED, turned)) {
      List<Picture> frames = new ArrayList<>();
      for (int i = 0; i < TURNED; i++) {
        frames.add(camera.picture(i, Optional.empty()));
      }
      return AlignmentBench.stages(frames, camera.pose(0).x(), camera.pose(0).y());
    }
  }

  /** The pictures, as JPEG. */
  List<byte[]> pictures() {
    return pictures;
  }

  BackboneGraph graph() {
    return graph;
  }

  /**
   * Measures the steps and whole frames.
   *
   * @param int8 whether the backbone is quantised and measured as well
   * @param facts lines for people are added here
   */
  List<Measurement> inProcess(boolean int8, int rounds, Duration slot, List<String> facts)
      throws InterruptedException {
    FrameBench bench = new FrameBench(extractor, pictures, precision, cores);
    List<Stage> stages = new ArrayList<>();
    stages.add(bench.backbone());
    if (compared != null) {
      stages.add(bench.backbone(FrameBench.RESNET18, compared));
    }
    stages.addAll(bench.pictureStages());
    if (compared != null) {
      stages.addAll(bench.formatStages());
      stages.addAll(alignment());
    }
    OnnxFeatureExtractor integers = int8 ? int8(bench.tensors(), facts) : null;
    if (int8) {
      stages.add(bench.backbone("backbone, int8", integers));
    }
    for (Variant variant : variants) {
      terminal.tell("fitting a model%s", variant.suffix());
      PadimModel model = bench.fit(variant);
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped after a model was fitted");
      }
      stages.addAll(bench.stages(variant, model));
      stages.addAll(bench.kernels(variant, model));
      if (int8) {
        stages.addAll(bench.int8Frames(variant, model, integers));
      }
    }
    try (InterleavedRounds timer = new InterleavedRounds(slot)) {
      terminal.tell("warming up");
      timer.warmUp(stages, WARM_UP_SLOTS);
      terminal.tell("timing %d stages in %d rounds", stages.size(), rounds);
      List<Measurement> measured = timer.measure(stages, rounds);
      facts.addAll(BenchTable.againstResNet18(measured));
      return measured;
    }
  }

  /**
   * Measures whole frames, one model after the other, and what models take of memory and time.
   *
   * @param models in memory, each its own
   */
  List<Measurement> withModels(int models, int rounds, Duration slot, List<String> facts)
      throws InterruptedException {
    FrameBench bench = new FrameBench(extractor, pictures, precision, cores);
    PadimModel model = bench.fit(variants.get(0));
    String before = ProcessMemory.afterCollection();
    try (BenchModels loaded = new BenchModels(extractor, model, precision, models, pictures);
        InterleavedRounds timer = new InterleavedRounds(slot)) {
      List<Stage> stages = new ArrayList<>();
      stages.add(bench.backbone());
      stages.addAll(loaded.stages(cores));
      facts.add("before the models: " + before);
      facts.add(
          Text.of(
              "with %d models of %.1f MB: %s",
              models, loaded.bytes() / 1e6 / models, ProcessMemory.afterCollection()));
      timer.warmUp(stages, WARM_UP_SLOTS);
      return timer.measure(stages, rounds);
    }
  }

  private OnnxFeatureExtractor int8(List<ImageTensor> images, List<String> facts) {
    BackboneGraph quantized = Int8Quantizer.quantize(graph, images);
    facts.add(
        Text.of(
            "backbone %.1f MB, in int8 %.1f MB",
            graph.graph().bytes().length / 1e6, quantized.graph().bytes().length / 1e6));
    int8 = new OnnxFeatureExtractor(quantized);
    return int8;
  }

  @Override
  public void close() {
    extractor.close();
    if (compared != null) {
      compared.close();
    }
    if (int8 != null) {
      int8.close();
    }
  }
}

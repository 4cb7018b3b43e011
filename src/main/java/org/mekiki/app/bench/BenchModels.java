package org.mekiki.app.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.mekiki.bench.FrameBench;
import org.mekiki.bench.Stage;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelAssembly;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.TrainingFacts;
import org.mekiki.onnx.SharedExtractors;
import org.mekiki.onnx.graph.OnnxOptions;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.FeatureExtractor;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.service.parts.InspectionModelFactory;

/**
 * What {@code bench --models} measures: frames that go through many models in turn, so that none
 * finds its factors in a cache; and what the scoring service does to find a model and to swap one,
 * once its chunks have come.
 */
final class BenchModels implements AutoCloseable {
  private static final int MAX_REGIONS = 16;

  /** One takes too little to be timed. */
  private static final int LOOKUPS = 1000;

  private final ModelRepository<InspectionModel> repository;
  private final ModelAssembler assembler;
  private final Inspector inspector =
      new Inspector(new ImageDecoder(ImageLimits.DEFAULT), MAX_REGIONS);
  private final ModelManifest sample;
  private final List<byte[]> chunks;
  private final List<byte[]> pictures;
  private final int models;
  private final AtomicInteger frames = new AtomicInteger();
  private final AtomicInteger swaps = new AtomicInteger();

  /**
   * Loads the models.
   *
   * @param trained numbers of all of them
   * @param models in memory, each its own
   * @param pictures that frames are made of
   */
  BenchModels(
      FeatureExtractor extractor,
      PadimModel trained,
      Precision precision,
      int models,
      List<byte[]> pictures) {
    ModelChunks source = ModelChunks.of(trained, precision);
    this.chunks = IntStream.range(0, source.count()).mapToObj(source::chunk).toList();
    this.sample =
        source.manifest(
            "model-0",
            1,
            Instant.EPOCH,
            new TrainingFacts(Instant.EPOCH, trained.frames(), 0, 0, "bench", Map.of()),
            Calibration.of(trained.normalizer(), trained.threshold(), "bench", new double[0])
                .lessCommon(trained.common()));
    this.assembler = ModelAssembler.of(extractor.backbone());
    this.pictures = List.copyOf(pictures);
    this.models = models;
    InspectionModelFactory factory =
        new InspectionModelFactory(extractor, new SharedExtractors(OnnxOptions.DEFAULT));
    this.repository =
        new ModelRepository<>(factory, models * factory.bytes(sample), ModelEvents.NOOP);
    for (int i = 0; i < models; i++) {
      load(i);
    }
  }

  /** Chunks → checked, decoded, laid out for the kernel, served in place of the former version. */
  private void load(int model) {
    ModelAssembly assembly = assembler.begin(manifest(key(model)));
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      assembly.add(chunk, chunks.get(chunk));
    }
    repository.put(assembly.finish(), Duration.ZERO);
  }

  private static String key(int model) {
    return "model-" + model;
  }

  private ModelManifest manifest(String key) {
    return sample.republished(key, sample.version(), sample.createdAt());
  }

  /** Bytes of the models' factors. */
  long bytes() {
    return repository.bytes();
  }

  List<Stage> stages(int cores) {
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(FrameBench.FROM_PICTURE, 1, this::inspect));
    if (cores > 1) {
      stages.add(new Stage(FrameBench.FROM_PICTURE, cores, this::inspect));
    }
    stages.add(new Stage(LOOKUPS + " model lookups", 1, this::lookUp));
    stages.add(new Stage("model swap", 1, () -> load(swaps.getAndIncrement() % models)));
    return stages;
  }

  private ModelLease<InspectionModel> acquire(int frame) {
    return repository.acquire(key(Math.floorMod(frame, models))).orElseThrow();
  }

  private void lookUp() {
    for (int i = 0; i < LOOKUPS; i++) {
      acquire(frames.getAndIncrement()).close();
    }
  }

  private void inspect() {
    int frame = frames.getAndIncrement();
    try (ModelLease<InspectionModel> lease = acquire(frame)) {
      byte[] picture = pictures.get(Math.floorMod(frame, pictures.size()));
      inspector.inspect(
          new Frame(
              "bench",
              "frame",
              lease.scorer().key(),
              Instant.EPOCH,
              OptionalLong.empty(),
              new Frame.Encoded(picture),
              Map.of()),
          lease.scorer());
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}

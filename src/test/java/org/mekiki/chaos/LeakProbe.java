package org.mekiki.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.ImagePreprocessor;
import org.mekiki.image.file.ImageException;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.Calibration;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelAssembly;
import org.mekiki.model.ModelChunks;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelLease;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRepository;
import org.mekiki.model.TrainingFacts;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.Backbones;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.onnx.SmallNetwork;
import org.mekiki.padim.Padim;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.ImageTensor;
import org.mekiki.padim.gaussian.Precision;

/**
 * Scores frames and swaps models for as long as it is told to, and prints what memory the process
 * holds meanwhile. A process of its own with a heap that is all there from the start, so that what
 * grows is not the heap.
 *
 * <p>Arguments: folder for its network, frames, swaps. Prints a line {@code frames kilobytes} at
 * every twentieth of the way.
 */
final class LeakProbe {
  private static final int PICTURES = 40;
  private static final int LINES = 20;

  /** A frame in so many is no picture: refusals must not leak either. */
  private static final int EVERY_BAD = 50;

  /** A swap in so many opens the network anew as well. */
  private static final int EVERY_NETWORK = 10;

  private final BackboneGraph graph;
  private final Inspector inspector = new Inspector(new ImageDecoder(ImageLimits.DEFAULT), 16);
  private final byte[][] pictures;
  private OnnxFeatureExtractor extractor;

  private LeakProbe(Path folder) {
    graph = Backbones.file(SmallNetwork.write(folder), SmallNetwork.FEATURES, null);
    extractor = new OnnxFeatureExtractor(graph);
    pictures =
        IntStream.range(0, PICTURES)
            .mapToObj(i -> i % 2 == 0 ? Pictures.good(i) : Pictures.defective(i))
            .toArray(byte[][]::new);
  }

  public static void main(String[] args) throws Exception {
    new LeakProbe(Path.of(args[0])).run(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
  }

  private void run(int frames, int swaps) throws IOException {
    ModelChunks chunks = ModelChunks.of(train(), Precision.FLOAT32);
    try (ModelRepository<InspectionModel> models =
        new ModelRepository<>(this::scorer, 1L << 30, ModelEvents.NOOP)) {
      int swap = 0;
      for (int n = 0; n < frames; n++) {
        if ((long) n * swaps / frames >= swap) {
          swap(models, chunks, ++swap);
        }
        score(models, n);
        if ((n + 1) % (frames / LINES) == 0) {
          System.out.println((n + 1) + " " + residentKilobytes());
        }
      }
    }
  }

  private PadimModel train() {
    ImagePreprocessor preprocessor = new ImagePreprocessor(graph.backbone().preprocessing());
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<ImageTensor> good =
        IntStream.range(0, PICTURES / 2)
            .mapToObj(i -> preprocessor.apply(decoder.decode(Pictures.good(1000 + i))))
            .toList();
    Padim padim = Padim.builder(extractor).dimensions(32).build();
    padim.train(good);
    return padim.validate(good, List.of());
  }

  /** The way of a model from the topic: chunks, checked, to numbers, to a scorer. */
  private void swap(ModelRepository<InspectionModel> models, ModelChunks chunks, int version) {
    Instant now = Instant.now();
    ModelManifest manifest =
        chunks.manifest(
            FramePlan.MODEL,
            version,
            now,
            new TrainingFacts(now, PICTURES / 2, 0, 1, "relative 0.01", Map.of()),
            Calibration.of(
                new org.mekiki.padim.threshold.MinMaxNormalizer(1, 50),
                20,
                "set",
                new double[] {1, 2, 3}));
    OnnxFeatureExtractor former = null;
    if (version % EVERY_NETWORK == 0) {
      former = extractor;
      extractor = new OnnxFeatureExtractor(graph);
    }
    ModelAssembly assembly = ModelAssembler.of(graph.backbone()).begin(manifest);
    for (int n = 0; n < chunks.count(); n++) {
      assembly.add(n, chunks.chunk(n));
    }
    models.put(assembly.finish(), Duration.ZERO);
    if (former != null) {
      former.close();
    }
  }

  private InspectionModel scorer(VerifiedModel verified) {
    return new InspectionModel(
        verified.manifest().model(),
        verified.manifest().version(),
        verified.manifest().calibration().threshold(),
        Padim.of(verified.model(), extractor),
        new ImagePreprocessor(graph.backbone().preprocessing()));
  }

  private void score(ModelRepository<InspectionModel> models, int n) {
    byte[] picture = n % EVERY_BAD == 0 ? new byte[] {1, 2, 3} : pictures[n % PICTURES];
    Frame frame =
        new Frame(
            "cam",
            FramePlan.id(n),
            FramePlan.MODEL,
            Instant.EPOCH,
            OptionalLong.empty(),
            new Frame.Encoded(picture),
            Map.of());
    try (ModelLease<InspectionModel> lease = models.acquire(FramePlan.MODEL).orElseThrow()) {
      inspector.inspect(frame, lease.scorer());
    } catch (UnscorableException e) {
      if (!(e.getCause() instanceof ImageException)) {
        throw e;
      }
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}

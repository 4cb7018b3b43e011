package org.mekiki.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mekiki.model.chunk.ChunkSource;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.FeatureShape;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.Preprocessing;
import org.mekiki.padim.feature.Reduction;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.threshold.MinMaxNormalizer;
import org.mekiki.text.Sha256;

/** Small models with seeded numbers, for tests. */
public final class Models {
  public static final Instant TIME = Instant.parse("2026-03-01T10:00:00.123Z");
  public static final String SHA = "0123456789abcdef".repeat(4);

  private Models() {}

  public static Backbone backbone(String sha256, int channels) {
    return new Backbone(
        "tiny.onnx",
        sha256,
        Preprocessing.unit(32, 32),
        List.of(new FeatureShape("a", channels - 1, 8, 8), new FeatureShape("b", 1, 4, 4)));
  }

  public static Backbone backbone() {
    return backbone(SHA, 5);
  }

  /** Grid 4x6, 3 of 5 features. */
  public static PadimModel selection(long seed) {
    return model(new Grid(4, 6), new Reduction.Selection(5, new int[] {4, 0, 2}), backbone(), seed);
  }

  /** Grid 2x2, 5 features projected to 2. */
  public static PadimModel projection(long seed) {
    float[] weights = floats(new Random(seed), 10);
    return model(new Grid(2, 2), new Reduction.Projection(5, 2, weights), backbone(), seed);
  }

  /** Each of its two patches fills more than one chunk. */
  public static PadimModel large(long seed) {
    int dimensions = 700;
    int[] indices = java.util.stream.IntStream.range(0, dimensions).toArray();
    return model(new Grid(1, 2), new Reduction.Selection(800, indices), backbone(SHA, 800), seed);
  }

  public static PadimModel model(Grid grid, Reduction reduction, Backbone backbone, long seed) {
    Random random = new Random(seed);
    int dimensions = reduction.dimensions();
    PatchGaussians gaussians =
        new PatchGaussians(
            0,
            grid.patches(),
            dimensions,
            floats(random, grid.patches() * dimensions),
            floats(random, grid.patches() * PatchGaussians.triangle(dimensions)));
    return new PadimModel(
        backbone,
        new EmbeddingSettings(grid, 3, reduction),
        gaussians,
        calibration().normalizer(),
        calibration().threshold(),
        training().frames());
  }

  public static TrainingFacts training() {
    return new TrainingFacts(
        TIME.minusSeconds(60), 40, 10, 12.5, "relative 0.01", Map.of("mekiki.good-0", 50L));
  }

  public static Calibration calibration() {
    return Calibration.of(
        new MinMaxNormalizer(1.5, 9), 7.25, "quantile at 0.01", new double[] {3, 1, 2});
  }

  public static ModelChunks chunks(PadimModel model) {
    return ModelChunks.of(model, Precision.FLOAT32);
  }

  /** What a release after this one might write: this manifest in the next format. */
  public static byte[] inANewerFormat(ModelManifest manifest) {
    return new String(ManifestJson.write(manifest), StandardCharsets.UTF_8)
        .replace(
            "\"formatVersion\":" + manifest.formatVersion(),
            "\"formatVersion\":" + (ModelManifest.FORMAT_VERSION + 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  public static ModelManifest manifest(String key, long version, PadimModel model) {
    return chunks(model).manifest(key, version, TIME, training(), calibration());
  }

  /** Bytes that stand for a graph; nothing looks into them. */
  public static byte[] graph() {
    byte[] graph = new byte[1000];
    new Random(8).nextBytes(graph);
    return graph;
  }

  /** A model whose network comes with it. */
  public static PadimModel bringing(byte[] graph) {
    return model(
        new Grid(4, 6),
        new Reduction.Selection(5, new int[] {4, 0, 2}),
        backbone(Sha256.hex(graph), 5),
        1);
  }

  public static ModelManifest withGraph(String key, long version, PadimModel model) {
    return chunks(model)
        .withGraph(graph(), SHA, 0.03)
        .manifest(key, version, TIME, training(), calibration());
  }

  public static VerifiedModel verified(String key, long version) {
    PadimModel model = selection(version);
    return new VerifiedModel(manifest(key, version, model), model);
  }

  /** Writes a model file that is not signed. */
  public static void write(Path path, ModelManifest manifest, ChunkSource chunks)
      throws IOException {
    try (ModelArchiveWriter writer =
        new ModelArchiveWriter(path, SignedManifest.of(manifest, ManifestSigner.NONE))) {
      for (int n = 0; n < manifest.chunks().count(); n++) {
        writer.add(n, chunks.chunk(n));
      }
      writer.finish();
    }
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}

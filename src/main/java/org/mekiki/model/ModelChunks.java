package org.mekiki.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mekiki.model.chunk.ChunkDigest;
import org.mekiki.model.chunk.ChunkIndex;
import org.mekiki.model.chunk.ChunkSource;
import org.mekiki.model.chunk.Chunks;
import org.mekiki.model.chunk.ProjectionCodec;
import org.mekiki.model.chunk.StoredReduction;
import org.mekiki.model.chunk.Tile;
import org.mekiki.model.chunk.TileCodec;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.PadimModel;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Text;

/**
 * A whole model as chunks, for those who have it in one piece. Each chunk is made when it is asked
 * for, the same every time, so that a model's bytes are never all there at once.
 */
public final class ModelChunks implements ChunkSource {
  private final PadimModel model;
  private final Tiling tiling;
  private final Precision precision;
  private final List<byte[]> projection;
  private final PublishedGraph published;
  private final List<byte[]> graph;
  private final int chunksPerTile;

  public ModelChunks(PadimModel model, Tiling tiling, Precision precision) {
    this(model, tiling, precision, PublishedGraph.NONE, List.of());
  }

  private ModelChunks(
      PadimModel model,
      Tiling tiling,
      Precision precision,
      PublishedGraph published,
      List<byte[]> graph) {
    this.model = Objects.requireNonNull(model, "model");
    this.tiling = Objects.requireNonNull(tiling, "tiling");
    this.precision = Objects.requireNonNull(precision, "precision");
    if (!tiling.grid().equals(model.embedding().grid())
        || tiling.dimensions() != model.gaussians().dimensions()) {
      throw new IllegalArgumentException(
          Text.of(
              "%s is not for a model of %s with %d dimensions",
              tiling, model.embedding().grid(), model.gaussians().dimensions()));
    }
    this.projection = ProjectionCodec.chunks(model.embedding().reduction());
    this.published = published;
    this.graph = graph;
    this.chunksPerTile = tiling.chunksPerTile(precision);
  }

  /** In the default tiling. */
  public static ModelChunks of(PadimModel model, Precision precision) {
    return new ModelChunks(
        model, Tiling.of(model.embedding().grid(), model.gaussians().dimensions()), precision);
  }

  /**
   * The same with the graph of the model's backbone.
   *
   * @param bytes an ONNX file whose SHA-256 the backbone names
   * @param original SHA-256 of the network that it was made of
   * @param noise of its features, at most
   */
  public ModelChunks withGraph(byte[] bytes, String original, double noise) {
    return new ModelChunks(
        model,
        tiling,
        precision,
        PublishedGraph.of(bytes, original, noise),
        PublishedGraph.chunks(bytes));
  }

  public int count() {
    return tiling.tileChunks(precision) + projection.size() + graph.size();
  }

  @Override
  public byte[] chunk(int number) {
    Objects.checkIndex(number, count());
    int tileChunks = tiling.tileChunks(precision);
    int graphStart = tileChunks + projection.size();
    if (number >= graphStart) {
      return graph.get(number - graphStart);
    }
    if (number >= tileChunks) {
      return projection.get(number - tileChunks);
    }
    byte[] tile = TileCodec.encode(tile(number / chunksPerTile), precision);
    return Chunks.split(tile, chunksPerTile).get(number % chunksPerTile);
  }

  /** The manifest that goes with these chunks; makes each of them once, for its checksum. */
  public ModelManifest manifest(
      String key,
      long version,
      Instant createdAt,
      TrainingFacts training,
      Calibration calibration) {
    EmbeddingSettings embedding = model.embedding();
    List<ChunkDigest> digests =
        IntStream.range(0, count()).mapToObj(n -> ChunkDigest.of(chunk(n))).toList();
    return ModelManifest.of(
        key,
        version,
        createdAt,
        model.backbone(),
        embedding.grid(),
        embedding.neighbourhood(),
        StoredReduction.of(embedding.reduction()),
        ChunkIndex.of(tiling, precision, digests),
        training,
        calibration,
        published,
        Optional.empty());
  }

  private Tile tile(int number) {
    PatchGaussians all = model.gaussians();
    int first = tiling.firstPatch(number);
    int patches = tiling.patches(number);
    int triangle = PatchGaussians.triangle(all.dimensions());
    return new Tile(
        number,
        new PatchGaussians(
            first,
            patches,
            all.dimensions(),
            slice(all.mean(), first, patches, all.dimensions()),
            slice(all.factor(), first, patches, triangle)));
  }

  private static float[] slice(float[] values, int first, int patches, int perPatch) {
    return java.util.Arrays.copyOfRange(values, first * perPatch, (first + patches) * perPatch);
  }
}

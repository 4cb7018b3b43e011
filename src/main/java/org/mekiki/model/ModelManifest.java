package org.mekiki.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.mekiki.model.chunk.ChunkIndex;
import org.mekiki.model.chunk.StoredReduction;
import org.mekiki.model.chunk.TileCodec;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.ImageShape;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;
import org.mekiki.view.Canvas;
import org.mekiki.view.View;

/**
 * All that there is to know of a model but its numbers. A model exists for readers only once its
 * manifest does, and its chunks count only as far as the manifest's checksums match them.
 *
 * @param formatVersion {@link #LESS_COMMON} where maps are without a share of the common distance,
 *     {@link #WITH_GROUPS} where good frames are told apart, {@link #WITH_VIEW} where there is a
 *     view, {@link #WITH_GRAPH} where a graph comes with the model, else {@link #WITHOUT_GRAPH};
 *     others are refused, see {@link ManifestJson}
 * @param model key, see {@link ModelKeys}
 * @param version 1 or more, growing with each training or import; scores name it
 * @param createdAt when this version was published, cut to milliseconds; timestamp of its chunks'
 *     records
 * @param backbone the network whose features these are
 * @param neighbourhood side of the averaged patch neighbourhood, odd; 1 for none
 * @param reduction features → D dimensions
 * @param calibration how its scores are read
 * @param graph of the backbone, if it comes with the model
 * @param view what it sees of a frame; empty for all of it
 */
public record ModelManifest(
    int formatVersion,
    String model,
    long version,
    Instant createdAt,
    Backbone backbone,
    Grid grid,
    int neighbourhood,
    StoredReduction reduction,
    ChunkIndex chunks,
    TrainingFacts training,
    Calibration calibration,
    PublishedGraph graph,
    Optional<View> view) {
  /** Format of a model that is for a network which its scorer has. */
  public static final int WITHOUT_GRAPH = 1;

  /** Format of a model that brings its network: programs that would not look for it refuse it. */
  public static final int WITH_GRAPH = 2;

  /** The newest format that this program reads; it writes the oldest that says all. */
  public static final int FORMAT_VERSION = 5;

  /** Format of a model with a view: programs that would not look through it refuse it. */
  public static final int WITH_VIEW = 3;

  /** Format of a model with groups of good frames: programs that know none refuse it. */
  public static final int WITH_GROUPS = 4;

  /**
   * Format of a model whose distances are not the map's: programs that know only these refuse it.
   */
  public static final int LESS_COMMON = FORMAT_VERSION;

  public ModelManifest {
    ModelKeys.check(model);
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(calibration, "calibration");
    Objects.requireNonNull(view, "view");
    int format = format(calibration, graph, view);
    if (formatVersion != format) {
      throw new IllegalArgumentException(
          Text.of(
              "manifest format %d is not that of a model with %d chunks of a graph%s%s%s, which is"
                  + " %d",
              formatVersion,
              graph.chunks(),
              view.isPresent() ? " and a view" : "",
              calibration.groups().exist() ? " and groups of good frames" : "",
              calibration.common().share() > 0 ? " and a share of the common distance" : "",
              format));
    }
    view.ifPresent(seen -> requireInput(seen, backbone.preprocessing().shape()));
    if (version < 1) {
      throw new IllegalArgumentException("version " + version + ": 1 or more is valid");
    }
    if (neighbourhood < 1 || neighbourhood % 2 == 0) {
      throw new IllegalArgumentException(
          "neighbourhood " + neighbourhood + " is not valid: it must be odd, 1 for none");
    }
    if (reduction.inputs() != backbone.channels()) {
      throw new IllegalArgumentException(
          Text.of(
              "the model reduces %d features but backbone '%s' gives %d",
              reduction.inputs(), backbone.name(), backbone.channels()));
    }
    Tiling tiling = new Tiling(grid, reduction.dimensions(), chunks.patchesPerTile());
    int expected = tiling.tileChunks(chunks.precision()) + reduction.chunks() + graph.chunks();
    if (tiling.tiles() != chunks.tiles()
        || tiling.chunksPerTile(chunks.precision()) != chunks.chunksPerTile()
        || expected != chunks.count()) {
      throw new IllegalArgumentException(
          Text.of(
              "%d chunks of %d tiles don't fill grid %dx%d with %d dimensions: that takes %d of %d",
              chunks.count(),
              chunks.tiles(),
              grid.height(),
              grid.width(),
              reduction.dimensions(),
              expected,
              tiling.tiles()));
    }
  }

  private static void requireInput(View view, ImageShape input) {
    Canvas canvas = view.canvas();
    if (canvas.width() != input.width() || canvas.height() != input.height()) {
      throw new IllegalArgumentException(
          Text.of(
              "the view is %dx%d pixels large, but the network takes %dx%d",
              canvas.width(), canvas.height(), input.width(), input.height()));
    }
  }

  private static int format(Calibration calibration, PublishedGraph graph, Optional<View> view) {
    if (calibration.common().share() > 0) {
      return LESS_COMMON;
    }
    if (calibration.groups().exist()) {
      return WITH_GROUPS;
    }
    if (view.isPresent()) {
      return WITH_VIEW;
    }
    return graph.exists() ? WITH_GRAPH : WITHOUT_GRAPH;
  }

  /** A manifest in the format that it needs. */
  public static ModelManifest of(
      String model,
      long version,
      Instant createdAt,
      Backbone backbone,
      Grid grid,
      int neighbourhood,
      StoredReduction reduction,
      ChunkIndex chunks,
      TrainingFacts training,
      Calibration calibration,
      PublishedGraph graph,
      Optional<View> view) {
    return new ModelManifest(
        format(calibration, graph, view),
        model,
        version,
        createdAt,
        backbone,
        grid,
        neighbourhood,
        reduction,
        chunks,
        training,
        calibration,
        graph,
        view);
  }

  /** The same model under another name, version and time; its chunks need not change. */
  public ModelManifest republished(String newModel, long newVersion, Instant now) {
    return of(
        newModel,
        newVersion,
        now,
        backbone,
        grid,
        neighbourhood,
        reduction,
        chunks,
        training,
        calibration,
        graph,
        view);
  }

  /** D. */
  public int dimensions() {
    return reduction.dimensions();
  }

  /** How its patches are cut into tiles. */
  public Tiling tiling() {
    return new Tiling(grid, reduction.dimensions(), chunks.patchesPerTile());
  }

  /**
   * Bytes of it in memory while it is put together: its Gaussians in float32, whatever the
   * precision of its chunks, and the graph that comes with it.
   */
  public long memoryBytes() {
    return TileCodec.bytes(grid.patches(), dimensions(), Precision.FLOAT32) + graph.bytes();
  }

  /** Number of the first chunk of the graph; the number of all chunks where there is none. */
  int firstGraphChunk() {
    return chunks.count() - graph.chunks();
  }

  /** {@code model 'part-7' version 3}, as messages name it. */
  public String label() {
    return "model '" + model + "' version " + version;
  }

  /**
   * A chunk, once its checksum is the one that this manifest names.
   *
   * @throws ModelRefusedException if it was altered
   */
  public byte[] checked(int number, byte[] chunk) {
    String expected = chunks.chunkSha256().get(number);
    if (!Sha256.hex(chunk).equals(expected)) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.ALTERED_CHUNK,
          Text.of(
              "chunk %d of %s was altered: its sha256 is not %s, which the manifest names",
              number, label(), expected));
    }
    return chunk;
  }
}

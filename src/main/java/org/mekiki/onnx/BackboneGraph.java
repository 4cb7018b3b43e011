package org.mekiki.onnx;

import java.util.Objects;
import java.util.Optional;
import org.mekiki.onnx.graph.OnnxGraph;
import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.ImageTiles;

/**
 * A backbone ready to run: what a model knows of it, and the graph, cut at its features.
 *
 * @param backbone identity, input and features
 * @param graph one input of the shape that {@link Backbone#preprocessing()} names, or of a tile's;
 *     its outputs are {@link Backbone#features()}, in their order
 * @param tiles how pictures are cut for a graph that takes one size only; empty where it takes them
 *     whole
 * @param maxTiles in which it may look at pictures of other sizes; at least 1
 */
public record BackboneGraph(
    Backbone backbone, OnnxGraph graph, Optional<ImageTiles> tiles, int maxTiles) {
  /** What {@link #maxTiles} is unless somebody says otherwise. */
  public static final int DEFAULT_MAX_TILES = 64;

  public BackboneGraph {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(graph, "graph");
    Objects.requireNonNull(tiles, "tiles");
  }

  /** Takes pictures whole. */
  public BackboneGraph(Backbone backbone, OnnxGraph graph) {
    this(backbone, graph, Optional.empty(), DEFAULT_MAX_TILES);
  }

  /** The same network with another limit. */
  public BackboneGraph withMaxTiles(int most) {
    return new BackboneGraph(backbone, graph, tiles, most);
  }

  /** The same network for pictures of another size, in tiles of its own, however many. */
  BackboneGraph tiled(int height, int width) {
    ImageTiles cut = ImageTiles.of(backbone, height, width);
    return new BackboneGraph(cut.whole(), graph, Optional.of(cut), maxTiles);
  }

  /** The network as it is, for pictures of the size that its graph takes. */
  public BackboneGraph untiled() {
    return tiles
        .map(cut -> new BackboneGraph(cut.tile(), graph, Optional.empty(), maxTiles))
        .orElse(this);
  }

  /** Runs of the graph that a picture takes: 1 or the number of tiles. */
  public int passes() {
    return tiles.map(ImageTiles::tiles).orElse(1);
  }
}

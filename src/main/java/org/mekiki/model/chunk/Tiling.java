package org.mekiki.model.chunk;

import java.util.Objects;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.gaussian.PatchGaussians;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.text.Text;

/**
 * How the patches of a model are cut into tiles: runs of consecutive patches, the unit of
 * training's state and work and of the published model. All tiles have {@code patchesPerTile}
 * patches, the last one may have fewer.
 *
 * @param dimensions D
 * @param patchesPerTile 1 to all
 */
public record Tiling(Grid grid, int dimensions, int patchesPerTile) {
  /**
   * Largest chunk. Kafka's defaults refuse a request or a batch above 1 MiB; the rest is room for
   * key, headers and framing.
   */
  public static final int MAX_CHUNK_BYTES = 900 * 1024;

  /**
   * The size to aim at for a tile's state in training: count, mean and scatter in float64. A frame
   * costs training a message for each tile, so tiles are large; a fold reads and writes a tile's
   * state as a whole, and tiles are what threads share, so they are not larger.
   */
  private static final long STATE_BYTES = 4L << 20;

  public Tiling {
    Objects.requireNonNull(grid, "grid");
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions " + dimensions + ": at least 1 is valid");
    }
    if (patchesPerTile < 1 || patchesPerTile > grid.patches()) {
      throw new IllegalArgumentException(
          Text.of(
              "%d patches per tile are not valid: 1 to %d are", patchesPerTile, grid.patches()));
    }
  }

  /**
   * The default: tiles whose state in training is at most 4 MiB, but never less than a patch. Both
   * the state and a tile's chunks are cut into pieces that Kafka takes with its default limits.
   */
  public static Tiling of(Grid grid, int dimensions) {
    long statePerPatch = Double.BYTES * valuesPerPatch(dimensions);
    return of(
        grid, dimensions, (int) Math.min(Math.max(1, STATE_BYTES / statePerPatch), grid.patches()));
  }

  /** As few tiles as this limit allows, and these as even as can be. */
  public static Tiling of(Grid grid, int dimensions, int maxPatchesPerTile) {
    if (maxPatchesPerTile < 1) {
      throw new IllegalArgumentException(
          maxPatchesPerTile + " patches per tile are not valid: at least 1 is");
    }
    int tiles = ceilDiv(grid.patches(), maxPatchesPerTile);
    return new Tiling(grid, dimensions, ceilDiv(grid.patches(), tiles));
  }

  public int tiles() {
    return ceilDiv(grid.patches(), patchesPerTile);
  }

  public int firstPatch(int tile) {
    return Objects.checkIndex(tile, tiles()) * patchesPerTile;
  }

  /** Number of patches of a tile. */
  public int patches(int tile) {
    return Math.min(patchesPerTile, grid.patches() - firstPatch(tile));
  }

  /** How many chunks each tile is written as: 1 unless a full tile is over the largest chunk. */
  public int chunksPerTile(Precision precision) {
    long bytes = TileCodec.bytes(patchesPerTile, dimensions, precision);
    return Math.toIntExact((bytes + MAX_CHUNK_BYTES - 1) / MAX_CHUNK_BYTES);
  }

  /** Chunks of all tiles. Chunk {@code tile * chunksPerTile + piece} holds that piece of a tile. */
  public int tileChunks(Precision precision) {
    return Math.multiplyExact(tiles(), chunksPerTile(precision));
  }

  private static long valuesPerPatch(int dimensions) {
    return dimensions + (long) PatchGaussians.triangle(dimensions);
  }

  private static int ceilDiv(int x, int y) {
    return (int) (((long) x + y - 1) / y);
  }
}

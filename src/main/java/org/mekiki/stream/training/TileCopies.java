package org.mekiki.stream.training;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.ImageCopies;
import org.mekiki.padim.Variations;

/**
 * Altered copies of a tile's training frames, as they are learned: none where there are enough
 * frames, or where not all frames have theirs.
 */
final class TileCopies {
  private final TileStore tile;
  private final TileEmbeddings embeddings;
  private final int number;
  private final long frames;

  /**
   * @param number of the tile
   * @param frames training frames in all
   */
  TileCopies(TileStore tile, TileEmbeddings embeddings, int number, long frames) {
    this.tile = tile;
    this.embeddings = embeddings;
    this.number = number;
    this.frames = frames;
  }

  /** Keeps a copy as long as it may count. */
  static void keep(TileStore tile, long framesSoFar, long frame, int copy, byte[] values) {
    if (framesSoFar < Variations.ENOUGH) {
      tile.copy(frame, copy, values);
    }
  }

  /** Of all frames. */
  ImageCopies all() {
    return of(tile.copies(), frames);
  }

  /** Of some frames, in their order. */
  ImageCopies of(List<TileStore.Held> some) {
    if (all().each() == 0) {
      return ImageCopies.NONE;
    }
    List<byte[]> copies = new ArrayList<>();
    some.forEach(frame -> copies.addAll(tile.copies(frame.frame())));
    return of(copies, some.size());
  }

  private ImageCopies of(List<byte[]> copies, long count) {
    double weight = Variations.weight(frames);
    return weight > 0 && count > 0 && copies.size() == count * Variations.COPIES
        ? new ImageCopies(embeddings.values(number, copies), Variations.COPIES, weight)
        : ImageCopies.NONE;
  }
}

package org.mekiki.stream.training;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.Variations;
import org.mekiki.padim.gaussian.ImageCopies;

/**
 * Altered copies of a tile's training frames, as they are learned: none where there are enough
 * frames, and of each frame as many as all have.
 */
final class TileCopies {
  private final TileStore tile;
  private final TileEmbeddings embeddings;
  private final int number;
  private final long frames;

  TileCopies(TileStore tile, TileEmbeddings embeddings, int number, long frames) {
    this.tile = tile;
    this.embeddings = embeddings;
    this.number = number;
    this.frames = frames;
  }

  /** Keeps a copy as long as it may count. */
  static void keep(TileStore tile, long framesSoFar, long frame, int copy, byte[] values) {
    if (copy <= Variations.each(framesSoFar)) {
      tile.copy(frame, copy, values);
    }
  }

  /** Forgets what no longer counts with this number of frames. */
  static void forget(TileStore tile, long frames) {
    if (frames == Variations.SOME || frames == Variations.ENOUGH) {
      tile.forgetCopies(Variations.each(frames));
    }
  }

  /** Of all frames. */
  ImageCopies all() {
    return of(tile.copies(), frames);
  }

  /** Of some frames, in their order. */
  ImageCopies of(List<TileStore.Held> some) {
    List<TileStore.Copy> copies = new ArrayList<>();
    some.forEach(frame -> copies.addAll(tile.copies(frame.frame())));
    return of(copies, some.size());
  }

  private ImageCopies of(List<TileStore.Copy> copies, long count) {
    int each = each();
    if (each == 0 || count == 0) {
      return ImageCopies.NONE;
    }
    List<byte[]> first =
        copies.stream().filter(copy -> copy.number() <= each).map(TileStore.Copy::values).toList();
    return new ImageCopies(embeddings.values(number, first), each, Variations.weight(frames));
  }

  /** Copies that all frames have, and that count. */
  private int each() {
    int[] having = tile.havingCopies(Variations.MOST);
    int each = 0;
    while (each < Variations.each(frames) && having[each] == frames) {
      each++;
    }
    return each;
  }
}

package org.mekiki.model.chunk;

import java.io.IOException;

/** Takes the chunks of a model as they come, in any order and more than once. */
public interface ChunkSink {
  /**
   * Offers a chunk.
   *
   * @return whether it was taken: it is as the manifest says, and was not there yet
   * @throws IOException if it can't be kept
   */
  boolean add(int chunk, byte[] value) throws IOException;

  /** Whether all chunks are there. */
  boolean complete();
}

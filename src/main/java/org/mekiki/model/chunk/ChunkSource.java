package org.mekiki.model.chunk;

import java.io.IOException;

/** Where the chunks of a model come from, one at a time. */
@FunctionalInterface
public interface ChunkSource {
  /**
   * One chunk.
   *
   * @throws IOException if it can't be read
   */
  byte[] chunk(int number) throws IOException;
}

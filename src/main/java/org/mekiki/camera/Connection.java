package org.mekiki.camera;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Pictures of a live camera, until it ends or fails. {@link #close} may be called by any thread.
 */
interface Connection extends Closeable {
  /** Makes connections. */
  @FunctionalInterface
  interface Opener {
    /**
     * Connects.
     *
     * @param damaged told, by the thread that reads, how many pictures so far were left out because
     *     they were not whole
     * @throws IOException if that can't be done now; the message shows no secret
     */
    Connection open(LongConsumer damaged) throws IOException;
  }

  /**
   * The next picture's file; waits for it.
   *
   * @return empty if the camera ended the stream
   * @throws IOException if the connection failed; the message shows no secret
   */
  Optional<byte[]> next() throws IOException;
}

package org.mekiki.camera;

import java.io.IOException;
import java.util.Optional;

/** A stream of frames, in the order they were taken. For one thread. */
public interface FrameSource extends AutoCloseable {
  /**
   * The next frame; waits for it where the source is live.
   *
   * @return empty when there will be no more
   * @throws IOException if this frame can't be had; the call after that tries the next one
   */
  Optional<CapturedFrame> next() throws IOException;

  /**
   * Says that a frame is where it belongs, so that the source need not keep it. May be called by
   * any thread.
   */
  default void acknowledged(CapturedFrame frame) {}

  @Override
  void close() throws IOException;
}

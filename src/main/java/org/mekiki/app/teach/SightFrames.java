package org.mekiki.app.teach;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Good frames by which is measured what a model can see. They are read when they are asked for.
 *
 * @param count how many there are to paint on, at most: some may not be readable
 * @param painted encoded, to paint defects on
 * @param others if the model has learned those, the ones that a second model learns instead; empty
 *     if it has not
 */
record SightFrames(int count, Stream<byte[]> painted, Optional<Others> others) {
  /**
   * Other good frames of the model.
   *
   * @param count how many, if all can be read
   * @param frames encoded, in the order of the source
   */
  record Others(int count, Stream<byte[]> frames) {}
}

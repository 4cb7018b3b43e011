package org.mekiki.inspect;

import org.mekiki.padim.feature.Backbone;
import org.mekiki.padim.feature.FeatureExtractor;

/** Port: makes networks that come with models ready to run. Thread-safe. */
@FunctionalInterface
public interface NetworkSource {
  /**
   * A network; the caller's to close. Those of one graph may share their memory.
   *
   * @throws RuntimeException with a sentence, if the graph is not the backbone's, or must not be
   *     run, or can't be
   */
  FeatureExtractor open(Backbone backbone, byte[] graph);
}

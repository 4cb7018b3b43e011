package org.mekiki.inspect;

import java.util.Objects;
import org.mekiki.padim.feature.Backbone;

/**
 * A network that was made while teaching.
 *
 * @param backbone its identity: the features are those of the original
 * @param graph its file, whose SHA-256 the backbone names
 * @param noise of its features, at most: share of good images' variance, 0 or more
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record QuantizedBackbone(Backbone backbone, byte[] graph, double noise) {
  public QuantizedBackbone {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(graph, "graph");
    if (!(noise >= 0)) {
      throw new IllegalArgumentException("noise " + noise + " is not valid: it must be 0 or more");
    }
  }
}

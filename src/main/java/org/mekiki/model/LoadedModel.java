package org.mekiki.model;

import java.util.Objects;

/** A model that is being served. */
public record LoadedModel<M>(ModelManifest manifest, M scorer, long bytes) {
  public LoadedModel {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(scorer, "scorer");
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes " + bytes + ": 0 or more is valid");
    }
  }
}

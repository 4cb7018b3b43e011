package org.mekiki.model;

import java.util.Objects;
import java.util.Optional;
import org.mekiki.padim.PadimModel;

/**
 * A model whose every byte was checked against its manifest.
 *
 * @param graph of its backbone, if it comes with the model: what the manifest's checksums vouch
 *     for, not yet looked into
 */
public record VerifiedModel(ModelManifest manifest, PadimModel model, Optional<byte[]> graph) {
  public VerifiedModel {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(graph, "graph");
  }

  /** A model that is for a network which its scorer has. */
  public VerifiedModel(ModelManifest manifest, PadimModel model) {
    this(manifest, model, Optional.empty());
  }
}

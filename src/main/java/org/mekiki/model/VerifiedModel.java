package org.mekiki.model;

import java.util.Objects;
import org.mekiki.padim.PadimModel;

/**
 * A model whose every byte was checked against its manifest.
 *
 * @param manifest what it says of itself
 * @param model its numbers
 */
public record VerifiedModel(ModelManifest manifest, PadimModel model) {
  public VerifiedModel {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(model, "model");
  }
}

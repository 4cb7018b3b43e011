package org.mekiki.service.parts;

import java.io.IOException;
import java.util.Optional;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.ModelManifest;
import org.mekiki.stream.models.ModelCatalog;

/** What the models topic says that a version can see. */
public final class KeptSight {
  private KeptSight() {}

  /**
   * Reads it.
   *
   * @param manifest of a version that the catalogue knows
   * @return empty if nobody has measured it
   * @throws IOException if it can't be used, with why
   */
  public static Optional<KeptDetectability> of(ModelCatalog catalog, ModelManifest manifest)
      throws IOException {
    Optional<byte[]> json = catalog.detectability(manifest.model(), manifest.version());
    return json.isPresent() ? Optional.of(checked(json.get(), manifest)) : Optional.empty();
  }

  /**
   * As the other one, from its bytes.
   *
   * @throws IOException if it can't be used, with why
   */
  public static KeptDetectability checked(byte[] json, ModelManifest manifest) throws IOException {
    KeptDetectability kept;
    try {
      kept = KeptDetectability.read(json);
    } catch (IOException e) {
      throw new IOException(
          "what " + manifest.label() + " can see is not readable: " + e.getMessage(), e);
    }
    if (!kept.modelSha256().equals(manifest.chunks().sha256())) {
      throw new IOException(
          "what is said to be what "
              + manifest.label()
              + " can see is of another model, with sha256 "
              + kept.modelSha256());
    }
    return kept;
  }
}

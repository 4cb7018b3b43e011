package org.mekiki.service.parts;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.mekiki.detect.KeptDetectability;
import org.mekiki.model.ModelManifest;
import org.mekiki.text.Text;

/** What the models topic says that a version can see. */
public final class KeptSight {
  private KeptSight() {}

  /**
   * Reads it. What can't be used is left out: nothing acts on these figures, so a model is never
   * refused for them.
   *
   * @param record as it lies on the models topic or in a file; empty if nobody has measured it
   * @param refused told why the record can't be used, in a sentence without its full stop
   */
  public static Optional<KeptDetectability> read(
      Optional<byte[]> record, ModelManifest manifest, Consumer<String> refused) {
    try {
      return record.isPresent() ? Optional.of(checked(record.get(), manifest)) : Optional.empty();
    } catch (IOException e) {
      refused.accept(e.getMessage());
      return Optional.empty();
    }
  }

  private static KeptDetectability checked(byte[] json, ModelManifest manifest) throws IOException {
    KeptDetectability kept;
    try {
      kept = KeptDetectability.read(json);
    } catch (IOException e) {
      throw new IOException(
          "the kept detectability of " + manifest.label() + " can't be read: " + e.getMessage(), e);
    }
    if (!kept.modelSha256().equals(manifest.chunks().sha256())) {
      throw new IOException(
          Text.of(
              "the kept detectability of %s belongs to another model, with sha256 %s",
              manifest.label(), kept.modelSha256()));
    }
    return kept;
  }
}

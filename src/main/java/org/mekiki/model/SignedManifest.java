package org.mekiki.model;

import org.mekiki.model.signing.ManifestSigner;

/**
 * A manifest as it was published: the very bytes that its signature is of.
 *
 * @param signature of these bytes, see {@link ManifestSigner}; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity: which record it came from
public record SignedManifest(byte[] json, byte[] signature) {
  /** Writes and signs a manifest. */
  public static SignedManifest of(ModelManifest manifest, ManifestSigner signer) {
    byte[] json = ManifestJson.write(manifest);
    return new SignedManifest(json, signer.sign(json));
  }

  /**
   * What it says.
   *
   * @throws ModelRefusedException if it can't be read
   */
  public ModelManifest read() {
    return ManifestJson.read(json);
  }

  /** 0 if it can't be read. */
  public long version() {
    try {
      return read().version();
    } catch (ModelRefusedException e) {
      return 0;
    }
  }
}

package org.mekiki.model.signing;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Signs manifests, see {@link ManifestVerifier}. */
@FunctionalInterface
public interface ManifestSigner {
  /** Signature algorithm: Ed25519 (RFC 8032), in the JDK since 15. */
  String ALGORITHM = "Ed25519";

  /** Signs nothing. */
  ManifestSigner NONE = json -> null;

  /** Signature of these bytes, or null for none. */
  byte[] sign(byte[] json);

  /** Signs with this Ed25519 key. */
  static ManifestSigner of(PrivateKey key) {
    return json -> {
      try {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(json);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(
            "the key for models can't sign: it must be an Ed25519 private key", e);
      }
    };
  }
}

package org.mekiki.model;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import org.mekiki.model.ModelRefusedException.Reason;

/**
 * Takes only manifests that someone trusted has signed. A manifest names the checksum of every
 * chunk, so its signature vouches for the whole model.
 */
@FunctionalInterface
public interface ManifestVerifier {
  /** Takes every manifest, signed or not. */
  ManifestVerifier NONE = (model, json, signature) -> {};

  /**
   * Checks a signature.
   *
   * @param json the manifest's bytes as they were published
   * @param signature of these, or null
   * @throws ModelRefusedException if it is missing or by nobody trusted
   */
  void verify(String model, byte[] json, byte[] signature);

  /** Takes manifests signed with one of these Ed25519 keys. */
  static ManifestVerifier of(List<PublicKey> trusted) {
    List<PublicKey> keys = List.copyOf(trusted);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key is trusted: name at least one");
    }
    return (model, json, signature) -> {
      if (signature == null) {
        throw new ModelRefusedException(
            Reason.BAD_SIGNATURE,
            "the manifest of model '" + model + "' is not signed; only signed models are taken");
      }
      if (keys.stream().noneMatch(key -> matches(key, json, signature))) {
        throw new ModelRefusedException(
            Reason.BAD_SIGNATURE,
            String.format(
                "the signature of model '%s' is by none of the %d trusted keys",
                model, keys.size()));
      }
    };
  }

  private static boolean matches(PublicKey key, byte[] json, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ManifestSigner.ALGORITHM);
      signature.initVerify(key);
      signature.update(json);
      return signature.verify(bytes);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}

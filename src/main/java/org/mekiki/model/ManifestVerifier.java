package org.mekiki.model;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import org.mekiki.model.ModelRefusedException.Reason;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.text.Text;

/**
 * Takes only manifests that someone trusted has signed. A manifest names the checksum of every
 * chunk, so its signature vouches for the whole model.
 */
@FunctionalInterface
public interface ManifestVerifier {
  /** Takes every manifest, signed or not. */
  ManifestVerifier NONE = (model, json, signature) -> {};

  /**
   * Whether it takes nothing unsigned, so that a model's deletion and the choice of its current
   * version need a signature as well ({@link CurrentVersion}).
   */
  default boolean takesOnlySigned() {
    return false;
  }

  /**
   * Takes every manifest of a model without a network, and of one with a network those that one of
   * these keys has signed: a network is native code's input.
   *
   * @param trusted none: no model that brings its network is taken
   */
  static ManifestVerifier ofNetworks(List<PublicKey> trusted) {
    List<PublicKey> keys = List.copyOf(trusted);
    return (model, json, signature) -> {
      if (!ManifestJson.read(json).graph().exists()) {
        return;
      }
      boolean vouched =
          signature != null && keys.stream().anyMatch(key -> matches(key, json, signature));
      if (!vouched) {
        throw new ModelRefusedException(
            Reason.BAD_SIGNATURE,
            Text.of(
                "model '%s' brings a network that %s; sign it (models.signing-key where it is"
                    + " taught, models.trusted-keys here), or set models.allow-unsigned-networks ="
                    + " true where only people you trust write to the models topic",
                model,
                signature == null
                    ? "nobody has signed"
                    : "none of the " + keys.size() + " trusted keys has signed"));
      }
    };
  }

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
    return new ManifestVerifier() {
      @Override
      public void verify(String model, byte[] json, byte[] signature) {
        if (signature == null) {
          throw new ModelRefusedException(
              Reason.BAD_SIGNATURE,
              "the manifest of model '" + model + "' is not signed; only signed models are taken");
        }
        if (keys.stream().noneMatch(key -> matches(key, json, signature))) {
          throw new ModelRefusedException(
              Reason.BAD_SIGNATURE,
              Text.of(
                  "the signature of model '%s' is by none of the %d trusted keys",
                  model, keys.size()));
        }
      }

      @Override
      public boolean takesOnlySigned() {
        return true;
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

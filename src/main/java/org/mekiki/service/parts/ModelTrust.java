package org.mekiki.service.parts;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.ModelsSettings;
import org.mekiki.model.ManifestVerifier;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.model.signing.SigningKeyException;
import org.mekiki.model.signing.SigningKeys;

/** The configured keys for models, read from their files. */
public final class ModelTrust {
  private ModelTrust() {}

  /** Has the loader tell of key files that can't be used, among the rest. */
  public static ConfigLoader checkedBy(ConfigLoader loader) {
    return loader.check(
        ModelTrust::problems,
        ModelsSettings.SIGNING_KEY,
        ModelsSettings.TRUSTED_KEYS,
        ModelsSettings.REQUIRE_SIGNATURE);
  }

  /** Signs what is published, if the configuration says so. */
  public static ManifestSigner signer(MekikiConfig config) {
    return config
        .models()
        .signingKey()
        .map(file -> ManifestSigner.of(SigningKeys.privateKey(file)))
        .orElse(ManifestSigner.NONE);
  }

  /** Takes what the configuration says may be served. */
  public static ManifestVerifier verifier(MekikiConfig config) {
    ModelsSettings models = config.models();
    return models.requireSignature() || models.allowUnsignedNetworks()
        ? importVerifier(config)
        : ManifestVerifier.ofNetworks(trusted(config));
  }

  /** Takes what may be imported: who imports it signs it anew. */
  public static ManifestVerifier importVerifier(MekikiConfig config) {
    return config.models().requireSignature()
        ? ManifestVerifier.of(trusted(config))
        : ManifestVerifier.NONE;
  }

  /** All public keys that the configuration names. */
  public static List<PublicKey> trusted(MekikiConfig config) {
    return config.models().trustedKeys().stream()
        .flatMap(file -> SigningKeys.publicKeys(file).stream())
        .toList();
  }

  private static List<String> problems(MekikiConfig config) {
    List<String> problems = new ArrayList<>();
    ModelsSettings models = config.models();
    models
        .signingKey()
        .ifPresent(file -> tell(problems, ModelsSettings.SIGNING_KEY.name(), () -> signer(config)));
    models
        .trustedKeys()
        .forEach(
            file ->
                tell(
                    problems,
                    ModelsSettings.TRUSTED_KEYS.name(),
                    () -> SigningKeys.publicKeys(file)));
    if (models.requireSignature() && models.trustedKeys().isEmpty()) {
      problems.add(
          "models.require-signature is true, but models.trusted-keys names no key: no model could"
              + " be served; name the public key that belongs to the trainer's models.signing-key");
    }
    return problems;
  }

  private static void tell(List<String> problems, String key, Runnable reading) {
    try {
      reading.run();
    } catch (SigningKeyException e) {
      problems.add(key + ": " + e.getMessage());
    }
  }
}

package org.mekiki.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;

/**
 * Who may make models.
 *
 * @param signingKey empty: what is published is not signed
 * @param trustedKeys files with public keys
 */
public record ModelsSettings(
    Optional<Path> signingKey,
    List<Path> trustedKeys,
    boolean requireSignature,
    boolean allowUnsignedNetworks) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<Optional<Path>> SIGNING_KEY =
      KEYS.key(
          "models.signing-key",
          ValueTypes.optionalFile(),
          "",
          "Ed25519 private key, a PEM file, that signs published models. Not set: they are not"
              + " signed. `mekiki models keygen` makes a pair of keys.");
  public static final ConfigKey<List<Path>> TRUSTED_KEYS =
      KEYS.key(
          "models.trusted-keys",
          ValueTypes.files("PEM files"),
          "",
          "Public keys whose models are trusted.");
  public static final ConfigKey<Boolean> REQUIRE_SIGNATURE =
      KEYS.key(
          "models.require-signature",
          ValueTypes.bool(),
          "false",
          "Whether models without a signature by one of models.trusted-keys are refused. Deletion"
              + " and rollback then need a signature too.");
  public static final ConfigKey<Boolean> ALLOW_UNSIGNED_NETWORKS =
      KEYS.key(
          "models.allow-unsigned-networks",
          ValueTypes.bool(),
          "false",
          "Whether networks that come with models (train.backbone.precision = int8) run"
              + " without a signature by one of models.trusted-keys. Set this only if you trust"
              + " everyone who can write to the models topic: networks run in native code.");

  public ModelsSettings {
    trustedKeys = List.copyOf(trustedKeys);
  }

  static ModelsSettings of(Values values) {
    return new ModelsSettings(
        values.get(SIGNING_KEY),
        values.get(TRUSTED_KEYS),
        values.get(REQUIRE_SIGNATURE),
        values.get(ALLOW_UNSIGNED_NETWORKS));
  }
}

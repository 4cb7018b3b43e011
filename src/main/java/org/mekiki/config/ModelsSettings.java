package org.mekiki.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
          "Ed25519 private key, a PEM file, that signs the models which training and `mekiki"
              + " models` publish. Nothing: they are not signed. `mekiki models keygen` makes a"
              + " pair.");
  public static final ConfigKey<List<String>> TRUSTED_KEYS =
      KEYS.key(
          "models.trusted-keys",
          ValueTypes.list("PEM files"),
          "",
          "Public keys of those whose models are trusted.");
  public static final ConfigKey<Boolean> REQUIRE_SIGNATURE =
      KEYS.key(
          "models.require-signature",
          ValueTypes.bool(),
          "false",
          "Whether models that none of models.trusted-keys has signed are refused. Deleting a model"
              + " and going back to a version then need a signature as well.");
  public static final ConfigKey<Boolean> ALLOW_UNSIGNED_NETWORKS =
      KEYS.key(
          "models.allow-unsigned-networks",
          ValueTypes.bool(),
          "false",
          "Whether networks that come with models (train.backbone.precision = int8) are run though"
              + " none of models.trusted-keys has signed them. A network is native code's input:"
              + " only where people you trust alone write to the models topic.");

  public ModelsSettings {
    trustedKeys = List.copyOf(trustedKeys);
  }

  static ModelsSettings of(Values values) {
    return new ModelsSettings(
        values.get(SIGNING_KEY),
        values.get(TRUSTED_KEYS).stream().map(Path::of).toList(),
        values.get(REQUIRE_SIGNATURE),
        values.get(ALLOW_UNSIGNED_NETWORKS));
  }
}

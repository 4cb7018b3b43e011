package org.mekiki.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may make models. The meaning of each stands at its key in {@link ConfigKeys}.
 *
 * @param signingKey empty: what is published is not signed
 * @param trustedKeys files with public keys
 */
public record ModelsSettings(
    Optional<Path> signingKey,
    List<Path> trustedKeys,
    boolean requireSignature,
    boolean allowUnsignedNetworks) {
  public ModelsSettings {
    trustedKeys = List.copyOf(trustedKeys);
  }

  static ModelsSettings of(Values values) {
    return new ModelsSettings(
        values.get(ConfigKeys.MODELS_SIGNING_KEY),
        values.get(ConfigKeys.MODELS_TRUSTED_KEYS).stream().map(Path::of).toList(),
        values.get(ConfigKeys.MODELS_REQUIRE_SIGNATURE),
        values.get(ConfigKeys.MODELS_ALLOW_UNSIGNED_NETWORKS));
  }
}

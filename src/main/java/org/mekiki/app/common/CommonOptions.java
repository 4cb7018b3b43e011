package org.mekiki.app.common;

import org.mekiki.config.ConfigLoader;
import org.mekiki.config.PadimSettings;
import picocli.CommandLine.Option;

/** The flags of a command that also runs a network or draws random numbers. */
public final class CommonOptions extends ClusterOptions {
  @Option(
      names = "--backbone",
      paramLabel = "FILE|built-in",
      description = "Network that computes the features: built-in, or an ONNX file.")
  private String backbone;

  @Option(
      names = "--features",
      paramLabel = "NAME,…",
      description = "Tensors of the network to use as features.")
  private String features;

  @Option(
      names = "--dimensions",
      paramLabel = "D|auto",
      description =
          "Number of features per patch. auto: 200, and 400 for models that are given 300 good"
              + " images or more.")
  private String dimensions;

  @Option(names = "--seed", paramLabel = "N", description = "Seed for all random choices.")
  private String seed;

  @Override
  void addTo(ConfigLoader loader) {
    set(loader, PadimSettings.BACKBONE, backbone, "--backbone");
    set(loader, PadimSettings.FEATURES, features, "--features");
    set(loader, PadimSettings.DIMENSIONS, dimensions, "--dimensions");
    set(loader, PadimSettings.SEED, seed, "--seed");
  }

  /** Whether the flag for dimensions was given. */
  public boolean hasDimensions() {
    return dimensions != null;
  }

  /** The seed that was given, or 1: for what is simulated. */
  public long seed() {
    return seed == null ? 1 : Long.parseLong(seed);
  }
}

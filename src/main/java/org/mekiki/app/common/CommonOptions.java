package org.mekiki.app.common;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mekiki.config.ConfigKey;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.PadimSettings;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Option;

/** The flags that every command has; a flag wins over the environment and the file. */
public final class CommonOptions {
  @Option(
      names = {"-b", "--bootstrap"},
      paramLabel = "HOST:PORT",
      description = "Kafka brokers to connect to first.")
  private String bootstrap;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration, a .properties file.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any setting of docs/configuration.md; can be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--backbone",
      paramLabel = "FILE|built-in",
      description = "Network that computes the features.")
  private String backbone;

  @Option(
      names = "--features",
      paramLabel = "NAME,…",
      description = "Tensors of the network that are used as features.")
  private String features;

  @Option(
      names = "--dimensions",
      paramLabel = "D",
      description = "Number of features that are kept for each patch.")
  private String dimensions;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  private String seed;

  /**
   * The configuration from all sources.
   *
   * @param required settings that this command can't do without
   * @throws org.mekiki.config.ConfigException with everything that is wrong
   */
  public MekikiConfig load(Terminal terminal, ConfigKey<?>... required) {
    return loader(terminal, required).load();
  }

  /** As {@link #load}, for commands that add flags of their own before they load. */
  public ConfigLoader loader(Terminal terminal, ConfigKey<?>... required) {
    ConfigLoader loader = new ConfigLoader().environment(terminal.environment());
    if (config != null) {
      loader.file(config);
    }
    settings.forEach((key, value) -> loader.set(key, value, "--set"));
    set(loader, KafkaSettings.BOOTSTRAP_SERVERS, bootstrap, "--bootstrap");
    set(loader, PadimSettings.BACKBONE, backbone, "--backbone");
    set(loader, PadimSettings.FEATURES, features, "--features");
    set(loader, PadimSettings.DIMENSIONS, dimensions, "--dimensions");
    set(loader, PadimSettings.SEED, seed, "--seed");
    for (ConfigKey<?> key : required) {
      loader.require(key);
    }
    return loader;
  }

  /** Whether the flag for dimensions was given. */
  public boolean hasDimensions() {
    return dimensions != null;
  }

  /** The seed that was given, or 1: for what is simulated. */
  public long seed() {
    return seed == null ? 1 : Long.parseLong(seed);
  }

  private static void set(ConfigLoader loader, ConfigKey<?> key, String value, String flag) {
    if (value != null) {
      loader.set(key.name(), value, flag);
    }
  }
}

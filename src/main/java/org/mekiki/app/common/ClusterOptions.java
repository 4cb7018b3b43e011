package org.mekiki.app.common;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Option;

/** The flags that every command has; a flag wins over the environment and the file. */
public abstract class ClusterOptions {
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

  /**
   * The configuration from all sources.
   *
   * @param required settings that this command can't do without
   * @throws org.mekiki.config.key.ConfigException with everything that is wrong
   */
  public final MekikiConfig load(Terminal terminal, ConfigKey<?>... required) {
    return loader(terminal, required).load();
  }

  /** As {@link #load}, for commands that add flags of their own before they load. */
  public final ConfigLoader loader(Terminal terminal, ConfigKey<?>... required) {
    ConfigLoader loader = new ConfigLoader().environment(terminal.environment());
    if (config != null) {
      loader.file(config);
    }
    settings.forEach((key, value) -> loader.set(key, value, "--set"));
    set(loader, KafkaSettings.BOOTSTRAP_SERVERS, bootstrap, "--bootstrap");
    addTo(loader);
    for (ConfigKey<?> key : required) {
      loader.require(key);
    }
    return loader;
  }

  /** Adds the values of further flags. */
  abstract void addTo(ConfigLoader loader);

  static void set(ConfigLoader loader, ConfigKey<?> key, String value, String flag) {
    if (value != null) {
      loader.set(key.name(), value, flag);
    }
  }
}

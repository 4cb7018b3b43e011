package org.mekiki.app.common;

import java.util.List;
import org.mekiki.config.ConfigLoader;
import picocli.CommandLine.Option;

/** The flags of a command that only reads and writes topics. */
public final class KafkaOptions extends ClusterOptions {
  /** One set of flags can go to several commands, so these are taken, without an effect. */
  @Option(
      names = {"--backbone", "--features", "--dimensions", "--seed"},
      hidden = true)
  private List<String> unused = List.of();

  @Override
  void addTo(ConfigLoader loader) {}
}

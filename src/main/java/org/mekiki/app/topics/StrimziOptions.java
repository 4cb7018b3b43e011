package org.mekiki.app.topics;

import org.mekiki.cluster.StrimziResources;
import picocli.CommandLine.Option;

/** Flags of the commands that print resources of Strimzi. */
final class StrimziOptions {
  /** In which resources are printed. */
  enum Format {
    strimzi
  }

  @Option(
      names = "--strimzi-cluster",
      paramLabel = "NAME",
      defaultValue = "my-cluster",
      description = "With --format strimzi: name of the Kafka resource. Default: ${DEFAULT-VALUE}.")
  private String cluster;

  StrimziResources resources() {
    return new StrimziResources(cluster);
  }
}

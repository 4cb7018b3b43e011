package org.mekiki.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.mekiki.config.choice.GroupProtocol;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Text;

/**
 * Whether the cluster has the protocol by which instances are to share the partitions. One that
 * hasn't would fail each stream thread, again and again.
 */
public final class GroupProtocols {
  /** The cluster's feature behind {@code group.protocol=streams} (KIP-1071). */
  static final String STREAMS_FEATURE = "streams.version";

  private GroupProtocols() {}

  /** Refuses to start with a protocol that the cluster doesn't have. */
  public static void require(Admin admin, String setting, GroupProtocol protocol)
      throws InterruptedException {
    if (protocol == GroupProtocol.STREAMS) {
      Optional<String> problem = features(admin).flatMap(levels -> problem(setting, levels));
      if (problem.isPresent()) {
        throw CommandException.failed(problem.get());
      }
    }
  }

  /** Empty where the cluster doesn't tell its features: then the protocol is tried. */
  private static Optional<Map<String, Integer>> features(Admin admin) throws InterruptedException {
    try {
      Map<String, Integer> levels = new HashMap<>();
      for (Map.Entry<String, FinalizedVersionRange> feature :
          admin.describeFeatures().featureMetadata().get().finalizedFeatures().entrySet()) {
        levels.put(feature.getKey(), (int) feature.getValue().maxVersionLevel());
      }
      return Optional.of(levels);
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }

  /**
   * What is wrong with {@code streams}, a sentence.
   *
   * @param levels of the cluster's features by name
   */
  static Optional<String> problem(String setting, Map<String, Integer> levels) {
    return levels.getOrDefault(STREAMS_FEATURE, 0) >= 1
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "%s is streams, but the brokers don't have that protocol: it needs Kafka 4.2 or"
                    + " newer, with the feature %s at 1 ('kafka-features.sh describe' shows it);"
                    + " set it to classic",
                setting, STREAMS_FEATURE));
  }
}

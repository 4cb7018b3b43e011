package org.mekiki.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How a topic should be.
 *
 * @param partitions 1 or more
 * @param replicationFactor copies of each partition; -1 for the cluster's default
 * @param settings Kafka's settings of the topic that matter here
 * @param growable whether partitions may be added later; not where a key's partition counts
 */
public record TopicSpec(
    String name,
    int partitions,
    int replicationFactor,
    Map<String, String> settings,
    boolean growable) {

  public TopicSpec {
    settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  NewTopic toNewTopic() {
    Optional<Short> replication =
        replicationFactor < 1 ? Optional.empty() : Optional.of((short) replicationFactor);
    return new NewTopic(name, Optional.of(partitions), replication).configs(settings);
  }
}

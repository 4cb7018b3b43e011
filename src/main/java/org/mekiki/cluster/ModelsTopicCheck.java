package org.mekiki.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.mekiki.text.Text;

/**
 * What may cost the published models: they are on their topic only. A service starts all the same,
 * because it scores with what is there.
 */
public final class ModelsTopicCheck {
  private ModelsTopicCheck() {}

  /** A sentence for each danger; none where the cluster does not tell. */
  public static List<String> warnings(Admin admin, String topic) throws InterruptedException {
    try {
      int copies =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .stream()
              .mapToInt(partition -> partition.replicas().size())
              .min()
              .orElse(0);
      int brokers = admin.describeCluster().nodes().get().size();
      return warnings(new ClusterSettings(admin), topic, copies, brokers);
    } catch (ExecutionException e) {
      return List.of(); // others find out why
    }
  }

  static List<String> warnings(ClusterSettings settings, String topic, int copies, int brokers)
      throws InterruptedException {
    List<String> warnings = new ArrayList<>();
    settings
        .ofTopic(topic, TopicConfig.CLEANUP_POLICY_CONFIG)
        .filter(policy -> !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT))
        .ifPresent(
            policy ->
                warnings.add(
                    Text.of(
                        "topic %s has cleanup.policy %s: its models will be deleted; 'mekiki topics"
                            + " --fix' sets compact",
                        topic, policy)));
    if (copies == 1 && brokers > 1) {
      warnings.add(
          Text.of(
              "topic %s has 1 copy on %d brokers: a broker that is lost takes models with it; give"
                  + " it 3 (kafka-reassign-partitions)",
              topic, brokers));
    }
    Optional<Long> enough = settings.numberOfTopic(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    if (copies > 1 && enough.isPresent() && (enough.get() < 2 || enough.get() > copies)) {
      warnings.add(
          Text.of(
              "topic %s has min.insync.replicas %d with %d copies: %s; 2 is right for 3 copies",
              topic,
              enough.get(),
              copies,
              enough.get() < 2
                  ? "a model may be lost with one broker"
                  : "no model can be published"));
    }
    return warnings;
  }
}

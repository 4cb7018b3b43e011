package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Test;

/** What may cost the published models. */
class ModelsTopicCheckTest {
  @Test
  void aTopicAsItShouldBeIsNoDanger() throws Exception {
    assertThat(warnings("compact", "2", 3, 3)).isEmpty();
    assertThat(warnings("compact", "1", 1, 1)).as("a single broker").isEmpty();
  }

  @Test
  void eachDangerIsNamed() throws Exception {
    assertThat(warnings("delete", "2", 3, 3))
        .singleElement()
        .asString()
        .contains("cleanup.policy delete", "'mekiki topics --fix'");
    assertThat(warnings("compact,delete", "2", 3, 3)).hasSize(1);
    assertThat(warnings("compact", "1", 1, 3))
        .singleElement()
        .asString()
        .contains("1 copy on 3 brokers");
    assertThat(warnings("compact", "1", 3, 3))
        .singleElement()
        .asString()
        .contains("min.insync.replicas 1 with 3 copies: a model may be lost");
    assertThat(warnings("compact", "3", 2, 3))
        .singleElement()
        .asString()
        .contains("no model can be published");
  }

  @Test
  void whatTheClusterDoesNotTellIsNoDanger() throws Exception {
    assertThat(
            ModelsTopicCheck.warnings(new ClusterSettings(resources -> Map.of()), "models", 3, 3))
        .isEmpty();
  }

  private static List<String> warnings(String policy, String enough, int copies, int brokers)
      throws InterruptedException {
    Config config =
        new Config(
            List.of(
                new ConfigEntry("cleanup.policy", policy),
                new ConfigEntry("min.insync.replicas", enough)));
    return ModelsTopicCheck.warnings(
        new ClusterSettings(
            resources -> Map.of(resources.iterator().next(), KafkaFuture.completedFuture(config))),
        "models",
        copies,
        brokers);
  }
}

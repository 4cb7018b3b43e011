package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mekiki.config.ConfigLoader;

/** What the topics should be like. */
class TopicPlanTest {
  private final Map<String, TopicSpec> plan =
      TopicPlan.of(
              new ConfigLoader()
                  .set("topics.max-message-bytes", "2000000", "test")
                  .set("topics.frames.retention", "5m", "test")
                  .set("topics.replication-factor", "3", "test")
                  .load()
                  .topics())
          .stream()
          .collect(Collectors.toMap(TopicSpec::name, Function.identity()));

  @Test
  void modelsAreCompactedAndNeverRepartitioned() {
    TopicSpec models = plan.get("mekiki.models");
    assertThat(models.growable()).isFalse();
    assertThat(models.settings())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("compression.type", "producer")
        .containsEntry("segment.ms", "3600000")
        .doesNotContainKey("retention.ms");
  }

  @Test
  void topicsWithStateBehindThemAreNeverRepartitioned() {
    assertThat(plan.values().stream().filter(spec -> !spec.growable()).map(TopicSpec::name))
        .containsExactlyInAnyOrder(
            "mekiki.frames",
            "mekiki.good",
            "mekiki.models",
            "mekiki.views",
            "mekiki.training-control");
  }

  @Test
  void deadLettersHaveRoomForTheReason() {
    assertThat(plan.get("mekiki.frames").settings()).containsEntry("max.message.bytes", "2000000");
    assertThat(plan.get("mekiki.good").settings()).containsEntry("max.message.bytes", "2000000");
    assertThat(plan.get("mekiki.dead-letters").settings())
        .containsEntry("max.message.bytes", Integer.toString(2_000_000 + 1_048_576));
  }

  @Test
  void retentionCountsFromWhenARecordCame() {
    assertThat(plan.values())
        .filteredOn(spec -> spec.settings().containsKey("retention.ms"))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            spec ->
                assertThat(spec.settings())
                    .containsEntry("message.timestamp.type", "LogAppendTime"));
  }

  @Test
  void segmentsEndWellBeforeTheirRecordsDo() {
    assertThat(plan.get("mekiki.frames").settings())
        .containsEntry("retention.ms", "300000")
        .containsEntry("segment.ms", "600000");
    assertThat(plan.get("mekiki.heatmaps").settings()).containsEntry("segment.ms", "60480000");
    assertThat(plan.get("mekiki.anomalies").settings()).containsEntry("segment.ms", "604800000");
  }

  @Test
  void replicationIsTheClustersUnlessSet() {
    assertThat(plan.get("mekiki.frames").toNewTopic().replicationFactor()).isEqualTo((short) 3);
    TopicSpec byDefault = TopicPlan.of(new ConfigLoader().load().topics()).get(0);
    assertThat(byDefault.toNewTopic().replicationFactor()).isEqualTo((short) -1);
  }
}

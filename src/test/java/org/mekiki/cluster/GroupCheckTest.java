package org.mekiki.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupCheckTest {
  private static final Set<String> OURS = Set.of("line2.frames");

  private static Optional<String> problem(ConsumerGroup group) {
    return GroupCheck.problem(group, "line2-score", "score.application-id", OURS);
  }

  private static Map<TopicPartition, Long> offsets(String... topics) {
    Map<TopicPartition, Long> offsets = new java.util.HashMap<>();
    for (String topic : topics) {
      offsets.put(new TopicPartition(topic, 1), 17L);
    }
    return offsets;
  }

  @Test
  void aGroupThatDoesNotExistMayBeJoined() {
    assertThat(problem(new ConsumerGroup(0, Set.of(), Map.of()))).isEmpty();
  }

  @Test
  void instancesOfOneInstallationShareAGroupAndItsInternalTopics() {
    assertThat(
            problem(
                new ConsumerGroup(
                    3,
                    Set.of("line2.frames", "line2-score-tiles-repartition"),
                    offsets("line2.frames", "line2-score-tiles-repartition"))))
        .isEmpty();
  }

  @Test
  void membersThatReadOtherTopicsAreNamed() {
    assertThat(problem(new ConsumerGroup(2, Set.of("mekiki.frames"), offsets("line2.frames"))))
        .contains(
            "group line2-score belongs to other topics: it has 2 members that read mekiki.frames,"
                + " but this installation reads line2.frames; give each installation its own"
                + " topics.prefix, or another score.application-id, and stop those members first if"
                + " they are an older version of this installation");
  }

  @Test
  void offsetsOfOtherTopicsAloneAreNamed() {
    assertThat(problem(new ConsumerGroup(0, Set.of(), offsets("mekiki.frames"))))
        .contains(
            "group line2-score belongs to other topics: it has read mekiki.frames, but this"
                + " installation reads line2.frames; give each installation its own topics.prefix,"
                + " or another score.application-id, and if those are this installation's former"
                + " topics, delete the group with kafka-consumer-groups --delete --group"
                + " line2-score");
  }

  /** It was shared before groups followed from the prefix. */
  @Test
  void aGroupThatHasReadOurTopicAsWellMayBeJoinedWhenItIsEmpty() {
    assertThat(problem(new ConsumerGroup(0, Set.of(), offsets("mekiki.frames", "line2.frames"))))
        .isEmpty();
  }
}

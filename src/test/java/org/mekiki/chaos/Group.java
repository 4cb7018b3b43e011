package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/** Who has which partitions. */
final class Group implements AutoCloseable {
  private final Admin admin;
  private final String id;

  Group(Line line) {
    admin = Admin.create(line.config.kafka().adminProperties());
    id = line.config.score().applicationId();
  }

  void awaitSharedBy(int members, int partitions) {
    await().untilAsserted(() -> assertSharedBy(members, partitions));
  }

  /** This many members share all partitions, each with at least one. */
  void assertSharedBy(int members, int partitions) throws InterruptedException {
    ConsumerGroupDescription group;
    try {
      group = admin.describeConsumerGroups(List.of(id)).all().get().get(id);
    } catch (ExecutionException e) {
      throw new AssertionError("the group can't be described", e);
    }
    List<Integer> shares =
        group.members().stream().map(m -> m.assignment().topicPartitions().size()).toList();
    assertThat(shares)
        .as("partitions of each member, while the group is %s", group.groupState())
        .hasSize(members)
        .doesNotContain(0);
    assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(partitions);
    assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
  }

  @Override
  public void close() {
    admin.close();
  }
}

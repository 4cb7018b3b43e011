package org.mekiki.chaos;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;

/** Who has which partitions. */
final class Group implements AutoCloseable {
  private final Admin admin;
  private final String id;

  Group(Line line) {
    admin = Admin.create(line.config.kafka().adminProperties());
    id = line.config.score().applicationId();
  }

  /** Whether so many members share all partitions, each with at least one. */
  boolean isSharedBy(int members, int partitions) throws InterruptedException {
    ConsumerGroupDescription group;
    try {
      group = admin.describeConsumerGroups(List.of(id)).all().get().get(id);
    } catch (ExecutionException e) {
      return false;
    }
    Collection<MemberDescription> all = group.members();
    int assigned = all.stream().mapToInt(m -> m.assignment().topicPartitions().size()).sum();
    return group.groupState() == GroupState.STABLE
        && all.size() == members
        && assigned == partitions
        && all.stream().noneMatch(m -> m.assignment().topicPartitions().isEmpty());
  }

  @Override
  public void close() {
    admin.close();
  }
}

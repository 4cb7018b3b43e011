package org.mekiki.service.group;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Looks up what the cluster knows of a group's topics: where they begin and end, and what the group
 * has committed. For one thread, but for {@link #isServed}.
 */
final class GroupOffsets implements RecordAges.Cluster {
  private final Admin admin;
  private final String group;
  private volatile Set<TopicPartition> leaderless = Set.of();

  GroupOffsets(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /** Whether a broker served this partition when it was last looked. */
  boolean isServed(TopicPartition partition) {
    return !leaderless.contains(partition);
  }

  /**
   * Looks once.
   *
   * @param before what was found before; it stands for partitions that no broker serves now
   */
  Map<TopicPartition, Backlog.Offsets> look(
      Set<String> topics, Map<TopicPartition, Backlog.Offsets> before)
      throws ExecutionException, InterruptedException {
    Collection<TopicDescription> there =
        admin.describeTopics(topics).allTopicNames().get().values();
    Set<TopicPartition> away = partitions(there, false);
    Set<TopicPartition> partitions = partitions(there, true);
    leaderless = away;
    // Before the ends: what is committed meanwhile must not seem to lie behind them.
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, ListOffsetsResultInfo> oldest = list(partitions, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> ends = list(partitions, OffsetSpec.latest());
    Map<TopicPartition, Backlog.Offsets> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata at = committed.get(partition);
      long first = oldest.get(partition).offset();
      offsets.put(
          partition,
          new Backlog.Offsets(
              first, at == null ? first : at.offset(), ends.get(partition).offset()));
    }
    // What waits there still waits, as far as anybody knows.
    before.forEach(
        (partition, last) -> {
          if (away.contains(partition)) {
            offsets.put(partition, last);
          }
        });
    return offsets;
  }

  /** Partitions that a broker leads, or those that none does. */
  static Set<TopicPartition> partitions(Collection<TopicDescription> topics, boolean led) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo info : topic.partitions()) {
        if (led == (info.leader() != null && !info.leader().isEmpty())) {
          partitions.add(new TopicPartition(topic.name(), info.partition()));
        }
      }
    }
    return Set.copyOf(partitions);
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      Collection<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, which));
    return admin.listOffsets(question).all().get();
  }

  @Override
  public Map<TopicPartition, Long> firstFrom(Collection<TopicPartition> partitions, long millis)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    list(partitions, OffsetSpec.forTimestamp(millis))
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}

package org.mekiki.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * A consumer group as the cluster sees it, of either protocol.
 *
 * @param topics topics that they read, as far as their partitions are assigned
 * @param committed offsets, by partition; of partitions that have one
 */
public record ConsumerGroup(int members, Set<String> topics, Map<TopicPartition, Long> committed) {
  public ConsumerGroup {
    topics = Set.copyOf(topics);
    committed = Map.copyOf(committed);
  }

  /**
   * Asks the cluster. A group that does not exist has nothing.
   *
   * @throws ExecutionException if the cluster does not answer, or does not allow to ask
   */
  public static ConsumerGroup read(Admin admin, String id)
      throws InterruptedException, ExecutionException {
    Set<String> topics = new TreeSet<>();
    int members;
    try {
      ConsumerGroupDescription group =
          admin.describeConsumerGroups(Set.of(id)).describedGroups().get(id).get();
      members = group.members().size();
      group
          .members()
          .forEach(
              member -> member.assignment().topicPartitions().forEach(p -> topics.add(p.topic())));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
      members = readStreams(admin, id, topics);
    }
    return new ConsumerGroup(members, topics, committed(admin, id));
  }

  /** A group of the streams protocol is no consumer group to the brokers. */
  private static int readStreams(Admin admin, String id, Set<String> topics)
      throws InterruptedException, ExecutionException {
    try {
      StreamsGroupDescription group =
          admin.describeStreamsGroups(Set.of(id)).describedGroups().get(id).get();
      if (!group.members().isEmpty()) {
        group.subtopologies().forEach(part -> topics.addAll(part.sourceTopics()));
      }
      return group.members().size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException
          || e.getCause() instanceof UnsupportedVersionException) {
        return 0;
      }
      throw e;
    }
  }

  private static Map<TopicPartition, Long> committed(Admin admin, String id)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get();
    offsets.forEach(
        (partition, offset) -> {
          if (offset != null) {
            committed.put(partition, offset.offset());
          }
        });
    return committed;
  }

  /** Topics that it has offsets of. */
  Set<String> committedTopics() {
    Set<String> names = new TreeSet<>();
    committed.keySet().forEach(partition -> names.add(partition.topic()));
    return names;
  }
}

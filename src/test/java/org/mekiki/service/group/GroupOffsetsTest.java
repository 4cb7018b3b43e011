package org.mekiki.service.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class GroupOffsetsTest {
  @Test
  void partitionsThatNoBrokerLeadsAreKnownAndAskedForNothing() {
    Node broker = new Node(1, "localhost", 9092);
    TopicDescription frames =
        new TopicDescription(
            "frames",
            false,
            List.of(
                new TopicPartitionInfo(0, broker, List.of(broker), List.of(broker)),
                new TopicPartitionInfo(1, null, List.of(broker), List.of()),
                new TopicPartitionInfo(2, Node.noNode(), List.of(broker), List.of())));

    assertThat(GroupOffsets.partitions(List.of(frames), true))
        .containsExactly(new TopicPartition("frames", 0));
    assertThat(GroupOffsets.partitions(List.of(frames), false))
        .containsExactlyInAnyOrder(
            new TopicPartition("frames", 1), new TopicPartition("frames", 2));
  }
}

package org.mekiki.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
  private static final TopicPartition SCORES = new TopicPartition("scores", 0);
  private static final TopicPartition LETTERS = new TopicPartition("dead-letters", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  @Test
  void oneConsumerFollowsSeveralTopicsSoThatAnEmptyOneDelaysNone() {
    for (TopicPartition partition : List.of(SCORES, LETTERS)) {
      Node node = new Node(1, "broker", 9092);
      consumer.updatePartitions(
          partition.topic(),
          List.of(new PartitionInfo(partition.topic(), 0, node, new Node[0], new Node[0])));
    }
    consumer.updateBeginningOffsets(Map.of(SCORES, 0L, LETTERS, 0L));
    consumer.updateEndOffsets(Map.of(SCORES, 0L, LETTERS, 0L));
    try (TopicFollower follower =
        new TopicFollower(consumer, List.of("scores", "dead-letters"), true)) {
      assertThat(consumer.assignment()).containsExactlyInAnyOrder(SCORES, LETTERS);
      consumer.addRecord(new ConsumerRecord<>("scores", 0, 0, new byte[0], new byte[0]));

      List<TopicFollower.Entry> entries = follower.poll();

      assertThat(entries).extracting(TopicFollower.Entry::topic).containsExactly("scores");
      Instant captured = Instant.now().minusMillis(5000);
      assertThat(entries.get(0).millisSince(captured)).isBetween(4000L, 5000L);
    }
  }

  /** Else Kafka's consumer fails to close, and logs an error where a person has pressed Ctrl-C. */
  @Test
  void closesInPeaceAfterItsThreadWasInterrupted() {
    List<Boolean> interrupted = new ArrayList<>();
    MockConsumer<byte[], byte[]> observed =
        new MockConsumer<>("earliest") {
          @Override
          public void close() {
            interrupted.add(Thread.currentThread().isInterrupted());
            super.close();
          }
        };
    Node node = new Node(1, "broker", 9092);
    observed.updatePartitions(
        "scores", List.of(new PartitionInfo("scores", 0, node, new Node[0], new Node[0])));
    observed.updateBeginningOffsets(Map.of(SCORES, 0L));
    TopicFollower follower = new TopicFollower(observed, List.of("scores"), true);
    Thread.currentThread().interrupt();

    follower.close();

    assertThat(Thread.interrupted()).as("the thread still knows of it").isTrue();
    assertThat(interrupted).containsExactly(false);
  }
}

package org.mekiki.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which part of the topic of frames is read, and in which order. */
class FrameSpanTest {
  private static final List<TopicPartition> BOTH =
      List.of(new TopicPartition("frames", 0), new TopicPartition("frames", 1));

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<String> read = new ArrayList<>();

  @BeforeEach
  void putTenRecordsOnEachPartitionTheFirstThreeAreGone() {
    consumer.updatePartitions(
        "frames",
        List.of(
            new PartitionInfo("frames", 0, Node.noNode(), null, null),
            new PartitionInfo("frames", 1, Node.noNode(), null, null)));
    consumer.updateBeginningOffsets(Map.of(BOTH.get(0), 3L, BOTH.get(1), 3L));
    consumer.updateEndOffsets(Map.of(BOTH.get(0), 10L, BOTH.get(1), 10L));
  }

  @Test
  void allThatIsThereIsReadPartitionAfterPartition() {
    FrameSpan span = FrameSpan.ofTime(consumer, "frames", Optional.empty(), Optional.empty());
    assertThat(span.size()).isEqualTo(14);
    read(span);
    assertThat(read).hasSize(14).startsWith("frames-0-3").endsWith("frames-1-9");
  }

  @Test
  void offsetsAreReadWithoutTheEndAndWithoutWhatIsGone() {
    read(
        FrameSpan.ofOffsets(
            consumer,
            "frames",
            Map.of(1, new FrameSpan.Range(0, 5), 0, new FrameSpan.Range(8, 1000))));
    assertThat(read).containsExactly("frames-0-8", "frames-0-9", "frames-1-3", "frames-1-4");
  }

  @Test
  void whatIsNoSpanIsNamed() {
    assertThatThrownBy(
            () -> FrameSpan.ofOffsets(consumer, "frames", Map.of(7, new FrameSpan.Range(0, 5))))
        .hasMessage("frames has no partition 7; it has 2");
    assertThatThrownBy(() -> new FrameSpan.Range(5, 4)).hasMessageContaining("offsets 5-4");
  }

  /** The mock holds records of what is assigned only. */
  private void read(FrameSpan span) {
    Runnable[] fill = new Runnable[1];
    fill[0] =
        () -> {
          for (TopicPartition partition : consumer.assignment()) {
            for (long offset = consumer.position(partition); offset < 10; offset++) {
              consumer.addRecord(
                  new ConsumerRecord<>(
                      "frames", partition.partition(), offset, new byte[0], new byte[1]));
            }
          }
          consumer.schedulePollTask(fill[0]);
        };
    consumer.schedulePollTask(fill[0]);
    span.read(record -> read.add(record.position()), () -> read.size() > 100);
  }
}

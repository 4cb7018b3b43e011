package org.mekiki.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.SampleRecords;

/** Cameras that come by more than one partition. */
class SplitCamerasTest {
  private static final TopicPartition SCORES = new TopicPartition("scores", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private long offset;

  @Test
  void aCameraThatTwoKindsOfClientSendIsFoundAmongThoseThatAreFine() {
    Map<String, Set<Integer>> found =
        find(
            score("split", 3),
            score("fine", 1),
            score("split", 4),
            score("fine", 1),
            score("split", 3),
            score("moved", 2),
            score("moved", 5),
            score("moved", 5));
    assertThat(found).isEqualTo(Map.of("split", Set.of(3, 4)));
  }

  @Test
  void whatIsNoScoreSaysNothing() {
    assertThat(find(new byte[] {1, 2}, null, score("fine", 1))).isEmpty();
  }

  private Map<String, Set<Integer>> find(byte[]... values) {
    consumer.updatePartitions(
        "scores", List.of(new PartitionInfo("scores", 0, Node.noNode(), null, null)));
    consumer.updateBeginningOffsets(Map.of(SCORES, 0L));
    consumer.updateEndOffsets(Map.of(SCORES, (long) values.length));
    consumer.schedulePollTask(
        () -> {
          for (byte[] value : values) {
            consumer.addRecord(new ConsumerRecord<>("scores", 0, offset++, new byte[0], value));
          }
        });
    return SplitCameras.find(
        new TopicFollower(consumer, List.of("scores"), true), RegisteredSchemas.NONE);
  }

  private static byte[] score(String camera, int partition) {
    return AvroCodec.SCORE.encode(
        Score.newBuilder(SampleRecords.score())
            .setCamera(camera)
            .setInputPartition(partition)
            .build());
  }
}

package org.mekiki.stream.client;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;

/**
 * Cameras whose frames come by more than one partition, by the last scores of all instances. A
 * camera that moved for good, because its client was corrected, is none: it changes once.
 */
public final class SplitCameras {
  /** Scores of each partition that are looked at, at most. */
  private static final int SCORES = 1000;

  private static final int CHANGES = 2;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, Integer> last = new HashMap<>();
  private final Map<String, Integer> changes = new HashMap<>();
  private final Map<String, Set<Integer>> partitions = new TreeMap<>();

  private final RegisteredSchemas schemas;

  private SplitCameras(RegisteredSchemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Reads the last scores.
   *
   * @param client settings of a Kafka consumer
   * @param topic of scores
   * @param schemas of the registry that scores may be written with
   * @return by camera, the partitions of the topic of frames that it comes by
   */
  public static Map<String, Set<Integer>> find(
      Map<String, Object> client, String topic, RegisteredSchemas schemas) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return find(consumer, topic, schemas);
    }
  }

  static Map<String, Set<Integer>> find(
      Consumer<byte[], byte[]> consumer, String topic, RegisteredSchemas schemas) {
    SplitCameras split = new SplitCameras(schemas);
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(all);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    ends.forEach(
        (partition, end) -> consumer.seek(partition, Math.max(first.get(partition), end - SCORES)));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(POLL).forEach(split::add);
    }
    split.partitions.keySet().removeIf(camera -> split.changes.getOrDefault(camera, 0) < CHANGES);
    return split.partitions;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    Score score;
    try {
      score = ResultKind.SCORE.decode(record.value(), schemas);
    } catch (IOException | RuntimeException e) {
      return; // what is no score says nothing of a camera
    }
    Integer before = last.put(score.getCamera(), score.getInputPartition());
    if (before != null && before != score.getInputPartition()) {
      changes.merge(score.getCamera(), 1, Integer::sum);
    }
    partitions
        .computeIfAbsent(score.getCamera(), camera -> new TreeSet<>())
        .add(score.getInputPartition());
  }
}

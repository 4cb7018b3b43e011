package org.mekiki.stream.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Frames without a key, among the last of each partition: Avro ones are scored all the same, since
 * they name their camera themselves, but lie on any partition.
 */
public final class KeylessFrames {
  /** Frames of each partition that are looked at, at most. They are large. */
  private static final int FRAMES = 10;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private KeylessFrames() {}

  /**
   * Reads the last frames.
   *
   * @param client settings of a Kafka consumer
   * @param topic of frames
   * @return where such frames lie, {@code topic-partition-offset} of the last one by partition
   */
  public static Map<Integer, String> find(Map<String, Object> client, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FRAMES);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return find(consumer, topic);
    }
  }

  static Map<Integer, String> find(Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(all);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    ends.forEach(
        (partition, end) -> consumer.seek(partition, Math.max(first.get(partition), end - FRAMES)));
    Map<Integer, String> found = new TreeMap<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.key() == null) {
          found.put(
              record.partition(),
              new TopicPartition(topic, record.partition()) + "-" + record.offset());
        }
      }
    }
    return found;
  }
}

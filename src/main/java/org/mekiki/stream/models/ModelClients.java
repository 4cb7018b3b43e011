package org.mekiki.stream.models;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka clients for the models topic, from what all clients of an installation have in common. */
final class ModelClients {
  private static final int CHUNK_FETCH_BYTES = 16 * 1024 * 1024;
  private static final int CHUNKS_PER_POLL = 16;

  private ModelClients() {}

  /**
   * For partition 0: sees manifests only once their transaction is committed. Without a group:
   * every instance reads all of them.
   */
  static Consumer<byte[], byte[]> manifests(Map<String, ?> client) {
    Map<String, Object> config = consumer(client, "mekiki-manifests");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return open(config);
  }

  /**
   * For chunks, uncommitted ones too: a transaction's end shows on one partition before the other,
   * so that a committed manifest may be seen while its chunks still count as uncommitted. A chunk
   * is told by its checksum, which the committed manifest names; who wrote it doesn't matter. The
   * end that it sees is that of all that is written.
   */
  static Consumer<byte[], byte[]> chunks(Map<String, ?> client) {
    Map<String, Object> config = consumer(client, "mekiki-chunks");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, CHUNK_FETCH_BYTES);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, CHUNK_FETCH_BYTES);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, CHUNKS_PER_POLL);
    // It never waits for records to come; a fetch left over from one model would delay the next.
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    return open(config);
  }

  /** Transactional; a second one for the same model fences the first. */
  static Producer<byte[], byte[]> producer(Map<String, ?> client, String topic, String model) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "mekiki-models-writer");
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "mekiki-" + topic + "-" + model);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Partitions of the topic.
   *
   * @throws ModelTopicException if there is no such topic
   */
  static int partitions(Consumer<?, ?> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new ModelTopicException(
          "topic '" + topic + "' does not exist: create it with 'mekiki topics'", null);
    }
    return partitions.size();
  }

  static TopicPartition manifestPartition(String topic) {
    return new TopicPartition(topic, ModelTopic.MANIFEST_PARTITION);
  }

  private static Map<String, Object> consumer(Map<String, ?> client, String id) {
    Map<String, Object> config = new HashMap<>(client);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, id);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return config;
  }

  private static Consumer<byte[], byte[]> open(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}

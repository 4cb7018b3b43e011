package org.mekiki.stream.models;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps a {@link ModelCatalog} up to date: reads the models topic's first partition from its
 * beginning and goes on. Manifests only, no chunk. Not thread-safe.
 */
public final class ModelCatalogFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final ModelCatalog catalog = new ModelCatalog();

  /**
   * Opens a consumer.
   *
   * @param client what all Kafka clients have in common: {@code bootstrap.servers}, security
   * @throws ModelTopicException if there is no such topic
   */
  public ModelCatalogFollower(Map<String, ?> client, String topic) {
    consumer = ModelClients.manifests(client);
    try {
      ModelClients.partitions(consumer, topic);
      List<TopicPartition> partitions = List.of(ModelClients.manifestPartition(topic));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Takes in what has come, waits a moment where nothing has; returns the models it is about. */
  public Set<String> poll() {
    Set<String> changed = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      ModelTopic.parse(record.key()).ifPresent(key -> changed.add(key.model()));
      catalog.apply(record);
    }
    return changed;
  }

  /** The catalogue as of the last poll; the same object each time, for the polling thread only. */
  public ModelCatalog catalog() {
    return catalog;
  }

  @Override
  public void close() {
    consumer.close();
  }
}

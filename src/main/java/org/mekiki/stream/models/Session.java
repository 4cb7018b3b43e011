package org.mekiki.stream.models;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.SignedManifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One writer's hold on one model: what was on the topic when it began, and its transactions. */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  final ModelCatalog catalog;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private boolean open;

  Session(Producer<byte[], byte[]> producer, String topic, int partitions, ModelCatalog catalog) {
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
    this.catalog = catalog;
  }

  void begin() {
    producer.beginTransaction();
    open = true;
  }

  /** Fails if a record of the transaction could not be written. */
  void commit() {
    producer.commitTransaction();
    open = false;
  }

  void transaction(Runnable sends) {
    begin();
    sends.run();
    commit();
  }

  /** Sends a record of the transaction; where it lies is known after the commit. */
  Future<RecordMetadata> send(ModelTopic.Key key, byte[] value, byte[] signature, Instant time) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            topic, key.partition(partitions), time.toEpochMilli(), key.bytes(), value);
    Signatures.add(message.headers(), signature);
    return producer.send(message);
  }

  /**
   * Makes a version current, in a transaction of its own.
   *
   * @return offset of the record
   */
  long makeCurrent(String model, SignedManifest manifest, Runnable before, Clock clock) {
    begin();
    before.run();
    Future<RecordMetadata> sent =
        send(ModelTopic.current(model), manifest.json(), manifest.signature(), clock.instant());
    commit();
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Deletes chunks of a model that will not be published after all, as well as may be. */
  void discard(ModelManifest manifest) {
    try {
      abort();
      transaction(
          () ->
              ModelTopic.keysOf(manifest).stream()
                  .filter(key -> key.kind() == ModelTopic.Kind.CHUNK)
                  .forEach(key -> send(key, null, null, manifest.createdAt())));
    } catch (KafkaException e) {
      LOG.warn("chunks of {} stay on topic '{}': {}", manifest.label(), topic, e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      abort();
    } catch (KafkaException e) {
      LOG.debug("a transaction was left for Kafka to abort", e);
    } finally {
      producer.close(CLOSE_TIMEOUT);
    }
  }

  private void abort() {
    if (open) {
      open = false;
      producer.abortTransaction();
    }
  }
}

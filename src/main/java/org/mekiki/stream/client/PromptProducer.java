package org.mekiki.stream.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes a record that a person waits for: it returns after all replicas have it, or fails within
 * seconds. Opened when there is something to write. Thread-safe.
 */
final class PromptProducer implements AutoCloseable {
  /** Of the brokers for one request; and of the producer for all tries, and for the metadata. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Supplier<Producer<byte[], byte[]>> opening;
  private final String what;
  private Producer<byte[], byte[]> producer;
  private boolean closed;

  /**
   * A producer.
   *
   * @param client settings of a Kafka client, {@code bootstrap.servers} among them
   * @param what is written, for messages: {@code the feedback}
   */
  PromptProducer(Map<String, Object> client, String what) {
    this(
        () ->
            new KafkaProducer<>(
                settings(client), new ByteArraySerializer(), new ByteArraySerializer()),
        what);
  }

  PromptProducer(Supplier<Producer<byte[], byte[]>> opening, String what) {
    this.opening = opening;
    this.what = what;
  }

  private static Map<String, Object> settings(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return settings;
  }

  /**
   * Stores a record.
   *
   * @throws KafkaException if it is not known to be stored
   */
  void store(ProducerRecord<byte[], byte[]> record) {
    try {
      open().send(record).get();
    } catch (ExecutionException e) {
      throw notStored(record.topic(), e.getCause());
    } catch (KafkaException e) {
      throw notStored(record.topic(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("stopped before " + record.topic() + " had " + what, e);
    }
  }

  private synchronized Producer<byte[], byte[]> open() {
    if (closed) {
      throw new KafkaException("the service is ending");
    }
    if (producer == null) {
      producer = opening.get();
    }
    return producer;
  }

  private KafkaException notStored(String topic, Throwable why) {
    boolean missing =
        why instanceof UnknownTopicOrPartitionException
            || String.valueOf(why.getMessage()).contains("not present in metadata");
    return new KafkaException(
        what
            + " was not stored on "
            + topic
            + ": "
            + why.getMessage()
            + (missing ? "; is the topic there? 'mekiki topics' creates it" : ""),
        why);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (producer != null) {
      producer.close(ANSWER);
    }
  }
}

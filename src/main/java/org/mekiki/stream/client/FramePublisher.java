package org.mekiki.stream.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.ProducerMemory;

/**
 * Sends frames as plain image bytes, the camera id as key: in order for each camera, each exactly
 * once (idempotent producer, acknowledged by all replicas). Blocks while the producer's buffer is
 * full, and waits ten minutes for brokers that are away. Not thread-safe.
 *
 * <p>The first frame of a camera, or of a partition, is waited for before the next one goes out. A
 * broker that has heard nothing of a producer takes any sequence number for its first: if it is
 * about to lead the partition and refuses number 0, but takes number 1 that was sent right behind,
 * it refuses 0 for ever, and the frame is lost when the patience ends (KAFKA-14359, KAFKA-15591; in
 * Kafka 4.3.1).
 */
public final class FramePublisher implements AutoCloseable {
  /** Is told where a frame lies, once the brokers have it. Called on the producer's thread. */
  @FunctionalInterface
  public interface Acknowledgement {
    /** Does nothing. */
    Acknowledgement IGNORED = (partition, offset) -> {};

    void at(int partition, long offset);
  }

  /**
   * How long a frame waits for brokers that are away, in the buffer or before it: longer than their
   * restart or a change of the network takes. Kafka's own two minutes end a camera's feed too soon.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What the buffer holds at most: a few of the largest frames. */
  private static final int RECORDS_IN_FLIGHT = 8;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /** Cameras, as text, and partitions, as numbers, whose first frame has been sent. */
  private final Set<Object> begun = new HashSet<>();

  /**
   * A publisher.
   *
   * @param client settings of a Kafka client, {@code bootstrap.servers} among them
   * @param topic where frames go
   */
  public FramePublisher(Map<String, Object> client, String topic, int maxRecordBytes) {
    this(
        new KafkaProducer<>(
            settings(client, maxRecordBytes), new ByteArraySerializer(), new ByteArraySerializer()),
        topic);
  }

  /** One that publishes to the configured topic of frames. */
  public static FramePublisher toFrames(MekikiConfig config) {
    return new FramePublisher(
        config.kafka().producerProperties(),
        config.topics().frames().name(),
        config.topics().maxMessageBytes());
  }

  FramePublisher(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  public static Map<String, Object> settings(Map<String, Object> client, int maxRecordBytes) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes);
    settings.putAll(client);
    ProducerMemory.fit(settings, "", RECORDS_IN_FLIGHT);
    return settings;
  }

  /** Number of partitions of the topic. */
  public int partitions() {
    return producer.partitionsFor(topic).size();
  }

  /**
   * Sends a frame to the partition of its camera.
   *
   * @param image null if the headers refer to it
   * @param headers see {@link FrameHeaders}
   * @param acknowledged called once the brokers have it
   * @throws KafkaException if an earlier frame could not be sent
   */
  public void send(
      String camera,
      byte[] image,
      Instant capturedAt,
      Map<String, String> headers,
      Acknowledgement acknowledged) {
    send(null, camera, image, capturedAt, headers, acknowledged);
  }

  /**
   * Sends a frame to this partition, or its camera's if null. The record's own timestamp is now,
   * whenever the frame was captured: a topic's retention goes by it, and a picture that has lain in
   * a folder for a year would be gone before it is read.
   */
  void send(
      Integer partition,
      String key,
      byte[] value,
      Instant capturedAt,
      Map<String, String> headers,
      Acknowledgement acknowledged) {
    throwFailure();
    RecordHeaders all = new RecordHeaders();
    all.add(FrameHeaders.CAPTURED_AT, capturedAt.toString().getBytes(StandardCharsets.UTF_8));
    headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
    producer.send(
        new ProducerRecord<>(
            topic, partition, null, key.getBytes(StandardCharsets.UTF_8), value, all),
        (metadata, exception) -> {
          if (exception == null) {
            acknowledged.at(metadata.partition(), metadata.offset());
          } else {
            failure.compareAndSet(null, exception);
          }
        });
    if (begun.add(partition == null ? key : partition)) {
      producer.flush();
    }
  }

  /**
   * Waits until all frames are acknowledged.
   *
   * @throws KafkaException if one could not be sent
   */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception exception = failure.get();
    if (exception != null) {
      throw new KafkaException(
          "a frame could not be sent to " + topic + ": " + exception.getMessage(), exception);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}

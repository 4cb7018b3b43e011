package org.mekiki.stream.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.codec.ResultKind;

/**
 * Follows all partitions of one topic or several, committed records only, without a group. Not
 * thread-safe.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /** A record of the topic. */
  public static final class Entry {
    private final ConsumerRecord<byte[], byte[]> record;
    private final long receivedMillis;

    private Entry(ConsumerRecord<byte[], byte[]> record, long receivedMillis) {
      this.record = record;
      this.receivedMillis = receivedMillis;
    }

    public String topic() {
      return record.topic();
    }

    /**
     * Milliseconds from then until the record could be read here: for a score, from the capture of
     * its frame, the latency that a subscriber sees.
     */
    public long millisSince(Instant then) {
      return receivedMillis - then.toEpochMilli();
    }

    /** The key as text, or null. */
    public String key() {
      return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** The value, or null. Not copied. */
    public byte[] value() {
      return record.value();
    }

    /** Milliseconds since 1970. */
    public long timestamp() {
      return record.timestamp();
    }

    public int partition() {
      return record.partition();
    }

    public long offset() {
      return record.offset();
    }

    /** {@code topic-partition-offset}. */
    public String position() {
      return record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    /** The last header of this name as text; null if there is none, or it has no value. */
    public String header(String name) {
      Header header = record.headers().lastHeader(name);
      return header == null || header.value() == null
          ? null
          : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** The value as a score. */
    public Score score() throws IOException {
      return score(RegisteredSchemas.NONE);
    }

    /** The value as a score, also one that needs the registry. */
    public Score score(RegisteredSchemas schemas) throws IOException {
      return ResultKind.SCORE.decode(record.value(), schemas);
    }
  }

  /**
   * Opens a consumer.
   *
   * @param client settings of a Kafka consumer
   * @param fromBeginning whether to begin with the oldest record; otherwise with the next one
   * @throws KafkaException if there is no such topic, or it can't be read
   */
  public TopicFollower(Map<String, Object> client, String topic, boolean fromBeginning) {
    this(client, List.of(topic), fromBeginning);
  }

  /**
   * Opens a consumer of several topics: waiting for one of them then does not delay the others.
   *
   * @throws KafkaException if one of them isn't there, or can't be read
   */
  public TopicFollower(Map<String, Object> client, List<String> topics, boolean fromBeginning) {
    this(consumer(client), topics, fromBeginning);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A topic that is only looked for must not be made by that, with the brokers' own settings.
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  TopicFollower(Consumer<byte[], byte[]> consumer, List<String> topics, boolean fromBeginning) {
    this.consumer = consumer;
    try {
      this.partitions = topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
      }
    } catch (KafkaException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Opens a consumer that begins with the last records.
   *
   * @param last of each partition; fewer may come, because transactions take offsets too
   * @throws KafkaException if there is no such topic, or it can't be read
   */
  public static TopicFollower ofLast(Map<String, Object> client, String topic, long last) {
    TopicFollower follower = new TopicFollower(client, topic, true);
    try {
      Consumer<byte[], byte[]> consumer = follower.consumer;
      Map<TopicPartition, Long> first = consumer.beginningOffsets(follower.partitions);
      consumer
          .endOffsets(follower.partitions)
          .forEach((at, end) -> consumer.seek(at, Math.max(first.get(at), end - last)));
      return follower;
    } catch (KafkaException e) {
      follower.close();
      throw e;
    }
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> there = consumer.partitionsFor(topic);
    if (there == null || there.isEmpty()) {
      throw new UnknownTopicOrPartitionException(
          "topic " + topic + " does not exist; 'mekiki topics' creates it");
    }
    return there.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  /** What has come; waits a moment where nothing has. In order within each partition. */
  public List<Entry> poll() {
    List<Entry> entries = new ArrayList<>();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    long now = System.currentTimeMillis();
    records.forEach(record -> entries.add(new Entry(record, now)));
    return entries;
  }

  /** Whether all that was committed when this is called has been polled. */
  public boolean isAtEnd() {
    return hasReached(consumer.endOffsets(partitions));
  }

  /**
   * Polls all that was committed when this is called, and what comes meanwhile.
   *
   * @param atMost after which it gives up
   */
  void pollToEnd(Duration atMost, java.util.function.Consumer<Entry> each) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!hasReached(ends) && System.nanoTime() < deadline) {
      poll().forEach(each);
    }
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  /** Also where the thread was interrupted, to end it: Kafka would fail to close, and log that. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      consumer.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package org.mekiki.stream.letters;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topic of dead letters from its beginning to its end, one letter at a time: what is on
 * it may be larger than memory. Without a group, so that reading changes nothing. Not thread-safe.
 */
public final class LetterBox implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Letters are as large as frames: a few at a time. */
  private static final int LETTERS_PER_POLL = 16;

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;

  /** Takes a letter. */
  @FunctionalInterface
  public interface Reader {
    void read(DeadLetter letter);
  }

  /**
   * Opens a consumer.
   *
   * @param client settings of a Kafka consumer
   * @param topic of dead letters
   */
  public LetterBox(Map<String, Object> client, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, LETTERS_PER_POLL);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topic = topic;
  }

  /**
   * Hands on all letters, in order within each partition.
   *
   * @param stop whether to end before the end
   */
  public void forEach(Reader reader, BooleanSupplier stop) {
    readAll(
        record -> {
          if (replayedOffset(record).isEmpty()) {
            reader.read(new DeadLetter(record));
          }
        },
        stop);
  }

  /** Letters whose frames have been sent again. */
  public Set<LetterPosition> replayed(BooleanSupplier stop) {
    Set<LetterPosition> replayed = new HashSet<>();
    readAll(
        record ->
            replayedOffset(record)
                .ifPresent(offset -> replayed.add(new LetterPosition(record.partition(), offset))),
        stop);
    return replayed;
  }

  /** One letter; empty if it is not on the topic (any more). */
  public Optional<DeadLetter> letter(LetterPosition position) {
    if (position.partition() >= consumer.partitionsFor(topic).size()) {
      return Optional.empty();
    }
    return record(new TopicPartition(topic, position.partition()), position.offset())
        .filter(record -> replayedOffset(record).isEmpty())
        .map(DeadLetter::new);
  }

  /** Any record of any topic; empty if it is not there (any more). */
  Optional<ConsumerRecord<byte[], byte[]>> record(TopicPartition partition, long offset) {
    consumer.assign(List.of(partition));
    long first = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    if (offset < first || offset >= end) {
      return Optional.empty();
    }
    consumer.seek(partition, offset);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) <= offset && System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return record.offset() == offset ? Optional.of(record) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void readAll(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader, BooleanSupplier stop) {
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    while (!stop.getAsBoolean()
        && ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(POLL).forEach(reader);
    }
  }

  /** Of the letter that a mark is about; empty for a letter. */
  private static Optional<Long> replayedOffset(ConsumerRecord<byte[], byte[]> record) {
    Header mark = record.headers().lastHeader(DeadLetterReplay.REPLAYED);
    if (mark == null || mark.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(new String(mark.value(), StandardCharsets.US_ASCII)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}

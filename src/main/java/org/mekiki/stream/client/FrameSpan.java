package org.mekiki.stream.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.text.Text;

/**
 * A part of the topic of frames, read without a group: nobody's offsets change. Partition after
 * partition, each in order, so that the same span gives the same records in the same order. What
 * has been deleted meanwhile is left out. Not thread-safe.
 */
public final class FrameSpan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Frames are large: a few at a time. */
  private static final int FRAMES_PER_POLL = 16;

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Range> ranges;

  /**
   * Offsets of a partition.
   *
   * @param to one behind the last
   */
  public record Range(long from, long to) {
    public Range {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException(
            Text.of("offsets %d-%d: the first is 0 or more, the second not less", from, to));
      }
    }
  }

  /** Takes a record. */
  @FunctionalInterface
  public interface Reader {
    void read(InputRecord record);
  }

  private FrameSpan(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Range> ranges) {
    this.consumer = consumer;
    this.ranges = new TreeMap<>((a, b) -> Integer.compare(a.partition(), b.partition()));
    this.ranges.putAll(ranges);
  }

  public static Consumer<byte[], byte[]> consumer(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FRAMES_PER_POLL);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * What came to the topic within a time.
   *
   * @param consumer the span's to close
   * @param until empty: up to the newest that is there now
   */
  public static FrameSpan ofTime(
      Consumer<byte[], byte[]> consumer,
      String topic,
      Optional<Instant> from,
      Optional<Instant> until) {
    List<TopicPartition> all = partitions(consumer, topic);
    Map<TopicPartition, Long> first = offsets(consumer, all, from, consumer.beginningOffsets(all));
    Map<TopicPartition, Long> end = offsets(consumer, all, until, consumer.endOffsets(all));
    Map<TopicPartition, Range> ranges = new HashMap<>();
    for (TopicPartition partition : all) {
      long begin = first.get(partition);
      ranges.put(partition, new Range(begin, Math.max(begin, end.get(partition))));
    }
    return new FrameSpan(consumer, ranges);
  }

  /** The first offset of a time; the end where nothing came since. */
  private static Map<TopicPartition, Long> offsets(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> all,
      Optional<Instant> time,
      Map<TopicPartition, Long> otherwise) {
    if (time.isEmpty()) {
      return otherwise;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    all.forEach(partition -> times.put(partition, time.get().toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : all) {
      OffsetAndTimestamp at = found.get(partition);
      offsets.put(partition, at == null ? ends.get(partition) : at.offset());
    }
    return offsets;
  }

  /**
   * Ranges of offsets by partition.
   *
   * @param consumer the span's to close
   * @throws IllegalArgumentException if the topic has no such partition
   */
  public static FrameSpan ofOffsets(
      Consumer<byte[], byte[]> consumer, String topic, Map<Integer, Range> wanted) {
    List<TopicPartition> all = partitions(consumer, topic);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    Map<TopicPartition, Range> ranges = new HashMap<>();
    wanted.forEach(
        (number, range) -> {
          TopicPartition partition = new TopicPartition(topic, number);
          if (!ends.containsKey(partition)) {
            throw new IllegalArgumentException(
                Text.of("%s has no partition %d; it has %d", topic, number, all.size()));
          }
          long from = Math.min(ends.get(partition), Math.max(range.from(), first.get(partition)));
          long to = Math.max(from, Math.min(range.to(), ends.get(partition)));
          ranges.put(partition, new Range(from, to));
        });
    return new FrameSpan(consumer, ranges);
  }

  private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(p -> new TopicPartition(topic, p.partition()))
        .toList();
  }

  /** How many offsets it spans; there may be fewer records. */
  public long size() {
    return ranges.values().stream().mapToLong(range -> range.to() - range.from()).sum();
  }

  /**
   * Reads all of it.
   *
   * @param stop whether to end before the end
   */
  public void read(Reader reader, BooleanSupplier stop) {
    for (Map.Entry<TopicPartition, Range> range : ranges.entrySet()) {
      TopicPartition partition = range.getKey();
      long end = range.getValue().to();
      consumer.assign(List.of(partition));
      consumer.seek(partition, range.getValue().from());
      while (!stop.getAsBoolean() && consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < end && !stop.getAsBoolean()) {
            reader.read(InputRecord.of(record));
          }
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}

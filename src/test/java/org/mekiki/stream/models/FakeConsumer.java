package org.mekiki.stream.models;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A mock consumer that gives the same records each time that a partition is assigned. */
final class FakeConsumer extends MockConsumer<byte[], byte[]> {
  static final String TOPIC = "models";

  final List<TopicPartition> assignments = new ArrayList<>();
  final AtomicInteger polls = new AtomicInteger();
  private final Map<Integer, List<ConsumerRecord<byte[], byte[]>>> log = new TreeMap<>();
  private volatile Runnable beforeOffsets = () -> {};
  private volatile boolean silent;

  FakeConsumer(int partitions) {
    super("earliest");
    IntStream.range(0, partitions).forEach(p -> log.put(p, new ArrayList<>()));
    updatePartitions(
        TOPIC,
        log.keySet().stream()
            .map(p -> new PartitionInfo(TOPIC, p, null, null, null))
            .collect(Collectors.toList()));
  }

  /** Adds records to the log; seen at once if their partition is assigned. */
  synchronized FakeConsumer with(Map<ModelTopic.Key, byte[]> records) {
    records.forEach(this::with);
    return this;
  }

  synchronized FakeConsumer with(ModelTopic.Key key, byte[] value) {
    return with(key, value, null);
  }

  synchronized FakeConsumer with(ModelTopic.Key key, byte[] value, byte[] signature) {
    int partition = key.partition(log.size());
    List<ConsumerRecord<byte[], byte[]>> records = log.get(partition);
    ConsumerRecord<byte[], byte[]> added =
        new ConsumerRecord<>(TOPIC, partition, records.size(), key.bytes(), value);
    Signatures.add(added.headers(), signature);
    records.add(added);
    TopicPartition of = new TopicPartition(TOPIC, partition);
    if (assignment().contains(of)) {
      updateEndOffsets(Map.of(of, (long) records.size()));
      addRecord(added);
    }
    return this;
  }

  /** Another consumer of the same log. */
  synchronized FakeConsumer copy() {
    FakeConsumer copy = new FakeConsumer(log.size());
    log.forEach((partition, records) -> copy.log.get(partition).addAll(records));
    return copy;
  }

  /** Runs this whenever offsets are asked for, which is what a load begins with. */
  FakeConsumer beforeOffsets(Runnable action) {
    beforeOffsets = action;
    return this;
  }

  /** Polls give nothing, as while a broker is gone. */
  FakeConsumer silent() {
    silent = true;
    return this;
  }

  @Override
  public synchronized void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    assignments.addAll(partitions);
    for (TopicPartition partition : partitions) {
      List<ConsumerRecord<byte[], byte[]>> records = log.get(partition.partition());
      updateBeginningOffsets(Map.of(partition, 0L));
      updateEndOffsets(Map.of(partition, (long) records.size()));
      if (!silent) {
        records.forEach(this::addRecord);
      }
    }
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    polls.incrementAndGet();
    return super.poll(timeout);
  }

  @Override
  public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
      Map<TopicPartition, Long> times) {
    beforeOffsets.run();
    Function<TopicPartition, OffsetAndTimestamp> first = p -> new OffsetAndTimestamp(0, 0);
    return times.keySet().stream()
        .filter(p -> !log.get(p.partition()).isEmpty())
        .collect(Collectors.toMap(p -> p, first));
  }
}

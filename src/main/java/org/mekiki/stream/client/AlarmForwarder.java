package org.mekiki.stream.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.mekiki.stream.alarms.AlarmEvent;
import org.mekiki.text.Text;

/**
 * Hands on alarms, in order for each camera. An alarm's offset is committed once it has been taken:
 * so none is lost, and one is handed on again only if this process dies between the two, under the
 * same id. Several processes of one group share the partitions. For one thread.
 *
 * <p>Where the other side is away, the same alarm is tried again until it is taken, later ones wait
 * behind it; the group's heartbeat goes on meanwhile.
 */
public final class AlarmForwarder implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration HOLD_POLL = Duration.ofMillis(200);

  /** Waits for a while; true if the program is asked to end. */
  @FunctionalInterface
  public interface Stop {
    boolean await(Duration atMost) throws InterruptedException;
  }

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final boolean fromBeginning;
  private final AlarmTarget target;
  private final Backoff backoff;
  private final Consumer<String> tell;

  /** Offsets below are known to the other side. */
  private final Map<TopicPartition, Long> begin = new HashMap<>();

  /** Partitions that were taken away while records of theirs were in hand. */
  private final Set<TopicPartition> lost = new HashSet<>();

  private boolean holding;
  private long delivered;
  private long refused;

  /**
   * A forwarder on its own consumer.
   *
   * @param fromBeginning whether a new group begins with the oldest alarm; otherwise the next one
   */
  public AlarmForwarder(
      Map<String, Object> client,
      String group,
      String topic,
      boolean fromBeginning,
      AlarmTarget target,
      Consumer<String> tell) {
    this(
        new KafkaConsumer<>(
            settings(client, group), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        topic,
        fromBeginning,
        target,
        new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1)),
        tell);
  }

  AlarmForwarder(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      String topic,
      boolean fromBeginning,
      AlarmTarget target,
      Backoff backoff,
      Consumer<String> tell) {
    this.consumer = consumer;
    this.topic = topic;
    this.fromBeginning = fromBeginning;
    this.target = target;
    this.backoff = backoff;
    this.tell = tell;
    consumer.subscribe(List.of(topic), new Assignment());
  }

  private static Map<String, Object> settings(Map<String, Object> client, String group) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return settings;
  }

  /** Hands on until it is asked to stop. */
  public void run(Stop stop) throws InterruptedException {
    while (!stop.await(Duration.ZERO)) {
      step(stop);
    }
  }

  void step(Stop stop) throws InterruptedException {
    lost.clear();
    boolean none = true;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (lost.contains(partition)) {
        continue;
      }
      none = false;
      if (record.offset() < begin.getOrDefault(partition, 0L)) {
        remember(record);
      } else if (!handOn(record, partition, stop)) {
        return;
      }
    }
    if (none) {
      target.idle();
    }
  }

  /** Alarms that were taken. */
  public long delivered() {
    return delivered;
  }

  /** Alarms that will never be taken. */
  public long refused() {
    return refused;
  }

  private void remember(ConsumerRecord<byte[], byte[]> record) {
    try {
      target.known(AlarmEvent.read(record));
    } catch (IOException e) {
      // It was told when it was its turn.
    }
  }

  /** False if the program is to end and the alarm is still to be handed on. */
  private boolean handOn(ConsumerRecord<byte[], byte[]> record, TopicPartition partition, Stop stop)
      throws InterruptedException {
    for (int failures = 1; !lost.contains(partition); failures++) {
      try {
        target.deliver(AlarmEvent.read(record));
        delivered++;
        break;
      } catch (IOException | AlarmTarget.Refused e) {
        refused++;
        tell.accept("alarm at " + position(record) + " is left out: " + e.getMessage());
        break;
      } catch (AlarmTarget.NotNow e) {
        Duration pause = e.after().orElse(backoff.pause(failures));
        tell.accept(
            Text.of(
                "alarm at %s waits %.1f s: %s",
                position(record), pause.toMillis() / 1000.0, e.getMessage()));
        if (hold(pause, stop)) {
          return false;
        }
      }
    }
    if (!lost.contains(partition)) {
      commit(partition, record.offset() + 1);
    }
    return true;
  }

  private void commit(TopicPartition partition, long next) {
    try {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The next owner hands it on once more, under the same id.
      tell.accept(
          "the offset " + next + " of " + partition + " is not committed: " + e.getMessage());
    }
  }

  /** Waits as a member of the group; true if the program is asked to end. */
  private boolean hold(Duration pause, Stop stop) throws InterruptedException {
    holding = true;
    consumer.pause(consumer.assignment());
    try {
      Duration left = pause;
      while (left.compareTo(Duration.ZERO) > 0) {
        Duration part = left.compareTo(HOLD_POLL) < 0 ? left : HOLD_POLL;
        if (stop.await(part)) {
          return true;
        }
        consumer.poll(Duration.ZERO);
        left = left.minus(part);
      }
      return false;
    } finally {
      holding = false;
      consumer.resume(consumer.assignment());
    }
  }

  private static String position(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "-" + record.offset();
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Where each partition begins: at the group's offset, and for what it is to know before that. */
  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (partitions.isEmpty()) {
        return;
      }
      Set<TopicPartition> all = new HashSet<>(partitions);
      consumer.partitionsFor(topic).forEach(p -> all.add(new TopicPartition(topic, p.partition())));
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(all);
      boolean newGroup = committed.values().stream().allMatch(offset -> offset == null);
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> next = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata at = committed.get(partition);
        // A partition that was added later has never been read: it begins with its first alarm.
        long from = newGroup && !fromBeginning ? next.get(partition) : first.get(partition);
        begin.put(partition, at == null ? from : at.offset());
        if (at == null) {
          commit(partition, from);
        }
        consumer.seek(
            partition, target.wantsHistory() ? first.get(partition) : begin.get(partition));
      }
      if (holding) {
        consumer.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        lost.add(partition);
        begin.remove(partition);
        target.leave(partition.partition());
      }
    }
  }
}

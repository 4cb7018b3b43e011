package org.mekiki.service.group;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.mekiki.inspect.alarm.Gap;
import org.mekiki.stream.codec.OffsetGaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds records of an input topic that expired before the group has read them: those between the
 * offset that was to be read next and the oldest that is still there. Each gap has a line in the
 * log when it is found; who reads the topic says when it counts. Each record counts at most one
 * time. Thread-safe.
 */
final class ExpiredRecords implements OffsetGaps {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiredRecords.class);

  /** How long the first record of a partition waits for the cluster's answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Admin admin;
  private final String group;
  private final String topic;
  private final Listener listener;

  /** By partition: offsets below are in the log. */
  private final Map<Integer, Long> logged = new HashMap<>(); // guarded by this

  /** By partition: offsets below are counted. */
  private final Map<Integer, Long> counted = new HashMap<>(); // guarded by this

  private volatile boolean followed;

  /** By partition: what {@link #notice} was told last. */
  private final Map<Integer, Gap> noticed = new ConcurrentHashMap<>();

  /** Is told of records that have expired. */
  @FunctionalInterface
  public interface Listener {
    void expired(TopicPartition partition, long records);
  }

  ExpiredRecords(Admin admin, String group, String topic, Listener listener) {
    this.admin = admin;
    this.group = group;
    this.topic = topic;
    this.listener = listener;
  }

  @Override
  public Committed committed(int partition) {
    TopicPartition at = new TopicPartition(topic, partition);
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer =
        admin
            .listConsumerGroupOffsets(
                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(at))))
            .partitionsToOffsetAndMetadata(group);
    return () -> offset(answer, at);
  }

  private static OptionalLong offset(
      KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer, TopicPartition at) {
    try {
      OffsetAndMetadata offset = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).get(at);
      return offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset());
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("whether frames of {} have expired is unknown: {}", at, e.toString());
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public CompletableFuture<Long> missing(int partition, Gap gap) {
    TopicPartition at = new TopicPartition(topic, partition);
    return admin
        .listOffsets(Map.of(at, OffsetSpec.earliest()))
        .partitionResult(at)
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(
            oldest -> {
              long to = Math.min(gap.to(), oldest.offset());
              log(partition, gap.from(), to);
              return to;
            })
        .whenComplete(
            (to, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "offsets {} to {} of {} were not read; whether they were frames is unknown: {}",
                    gap.from(),
                    gap.to() - 1,
                    at,
                    failure.toString());
              }
            });
  }

  @Override
  public Optional<Gap> noticed(int partition) {
    return Optional.ofNullable(noticed.get(partition));
  }

  /** Records have expired while none was read: nobody but {@link GroupWatch} sees it. */
  void notice(int partition, Gap gap) {
    noticed.merge(
        partition,
        gap,
        (before, next) ->
            next.from() <= before.to() && next.to() >= before.to()
                ? new Gap(Math.min(before.from(), next.from()), next.to())
                : next);
    log(partition, gap.from(), gap.to());
    if (!followed) {
      lost(partition, gap);
    }
  }

  /** For who reads the topic, and from now on says what is lost. */
  ExpiredRecords followed() {
    followed = true;
    return this;
  }

  @Override
  public void lost(int partition, Gap gap) {
    long records = above(counted, partition, gap.from(), gap.to());
    if (records > 0) {
      listener.expired(new TopicPartition(topic, partition), records);
    }
  }

  private void log(int partition, long from, long to) {
    long records = above(logged, partition, from, to);
    if (records > 0) {
      LOG.error(
          "{} records of {}-{} expired before they were read, offsets {} to {}: they are lost; keep"
              + " them for longer (retention), or add instances",
          records,
          topic,
          partition,
          to - records,
          to - 1);
    }
  }

  /** Number of offsets from one to another that are not below the known ones, which they become. */
  private synchronized long above(Map<Integer, Long> known, int partition, long from, long to) {
    long first = Math.max(from, known.getOrDefault(partition, 0L));
    if (to <= first) {
      return 0;
    }
    known.put(partition, to);
    return to - first;
  }
}

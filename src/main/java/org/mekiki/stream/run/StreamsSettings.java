package org.mekiki.stream.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.mekiki.stream.codec.ProducerMemory;
import org.mekiki.stream.codec.RecordSize;

/**
 * How a topology runs.
 *
 * @param applicationId names the group, the internal topics and the state's folder
 * @param client settings of all Kafka clients, {@code bootstrap.servers} among them; they win over
 *     what follows from the others
 * @param guarantee {@code exactly_once_v2} or {@code at_least_once}
 * @param groupProtocol {@code classic} or {@code streams}
 * @param threads stream threads of this process, at least 1
 * @param commitInterval longest time that a result waits for its transaction
 * @param transactionTimeout after which the cluster gives up a transaction; longer than a commit
 *     interval and what is in flight
 * @param bufferedFrames that a poll brings and a partition buffers. The limit is in records, there
 *     is none in bytes: with Kafka's default of 1000, a partition of 1 MB frames takes over 1 GB
 * @param maxRecordBytes largest record that is written
 * @param stateFolder where state stores live
 * @param stateMemoryBytes memory outside the heap that all state stores on disk share
 * @param replicationFactor of internal topics; −1 for the brokers' default
 */
public record StreamsSettings(
    String applicationId,
    Properties client,
    String guarantee,
    String groupProtocol,
    int threads,
    Duration commitInterval,
    Duration transactionTimeout,
    int bufferedFrames,
    int maxRecordBytes,
    Path stateFolder,
    long stateMemoryBytes,
    int replicationFactor) {

  /** Kafka's own default. */
  private static final long LONGEST_POLL_MILLIS = 100;

  /**
   * Of a connection. Frames and embeddings are large: with Kafka's 64 and 128 KiB each takes many
   * turns of both sides.
   */
  private static final int SOCKET_BYTES = 1024 * 1024;

  /**
   * How long a commit waits for brokers that are away: until they are back. Kafka Streams 4.3.1
   * takes one that times out for a corrupted task. It throws the task's state away, but may keep
   * its place in the changelog (aborting fails after a commit that timed out, and what would forget
   * the place is skipped), and if it can't restore at once, it goes on from there with nothing.
   */
  private static final Duration COMMIT_PATIENCE = Duration.ofDays(7);

  public StreamsSettings {
    Objects.requireNonNull(applicationId, "applicationId");
    Objects.requireNonNull(stateFolder, "stateFolder");
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + ": must be at least 1");
    }
  }

  /** As Kafka Streams takes them. */
  public Properties properties() {
    Properties all = new Properties();
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
    all.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, groupProtocol);
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
    all.put(StreamsConfig.POLL_MS_CONFIG, pollMillis());
    all.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replicationFactor);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    all.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, bufferedFrames);
    all.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, FrameTimestamp.class);
    all.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), bufferedFrames);
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), SOCKET_BYTES);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.SEND_BUFFER_CONFIG), SOCKET_BYTES);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), maxRecordBytes);
    if (guarantee.equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      all.put(
          StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
          Math.toIntExact(transactionTimeout.toMillis()));
      all.put(
          StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG),
          COMMIT_PATIENCE.toMillis());
    }
    // The cluster's default may be less than what the steps of training tell each other.
    all.put(StreamsConfig.topicPrefix("max.message.bytes"), RecordSize.USUAL_LIMIT);
    all.putAll(client);
    ProducerMemory.fit(all, StreamsConfig.PRODUCER_PREFIX);
    return all;
  }

  /** A thread that waits for records doesn't commit: a tenth of the interval is the most. */
  private long pollMillis() {
    return Math.max(1, Math.min(LONGEST_POLL_MILLIS, commitInterval.toMillis() / 10));
  }
}

package org.mekiki.stream.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelAssembly;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.ModelRefusedException;
import org.mekiki.model.VerifiedModel;
import org.mekiki.model.chunk.ChunkSink;

/**
 * Fetches the chunks of a model, verified.
 *
 * <p>It seeks to the manifest's time on the chunks' partition and reads until all are there or the
 * partition's end is reached. At the end it looks again a few times: after a leader's failure the
 * new leader may show the last records a moment later. Then it tries the other partitions, since
 * chunks stay where they are when a topic gets more partitions. What is missing after that is
 * missing.
 *
 * <p>For one thread, except for {@link #stop()}.
 */
public final class ModelDownload implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final List<Duration> LOOK_AGAIN_AFTER =
      List.of(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(750));

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param client what all Kafka clients have in common: {@code bootstrap.servers}, security
   */
  public ModelDownload(Map<String, ?> client, String topic) {
    this(ModelClients.chunks(client), topic);
  }

  ModelDownload(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Fetches a model.
   *
   * @throws ModelRefusedException if a chunk is missing or altered, or the assembler takes no such
   *     model
   * @throws WakeupException if it was stopped
   */
  public VerifiedModel fetch(ModelManifest manifest, ModelAssembler assembler) {
    ModelAssembly assembly = assembler.begin(manifest);
    try {
      read(manifest, assembly);
    } catch (IOException e) {
      throw new UncheckedIOException("chunks are put together in memory", e);
    }
    return assembly.finish();
  }

  /**
   * Hands on the chunks of a model as they come, until the sink has all or there are no more.
   *
   * @throws IOException by the sink
   * @throws WakeupException if it was stopped
   */
  public void read(ModelManifest manifest, ChunkSink sink) throws IOException {
    int partitions = ModelClients.partitions(consumer, topic);
    int home = ModelTopic.chunkPartition(manifest.model(), partitions);
    read(home, manifest, sink, LOOK_AGAIN_AFTER);
    for (int other = partitions - 1; other >= 0 && !sink.complete(); other--) {
      if (other != home) {
        read(other, manifest, sink, List.of());
      }
    }
  }

  /** Makes a fetch that is under way, and every later one, end at once; from any thread. */
  public void stop() {
    stopped.countDown();
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  private void read(
      int partition, ModelManifest manifest, ChunkSink sink, List<Duration> lookAgainAfter)
      throws IOException {
    TopicPartition from = new TopicPartition(topic, partition);
    consumer.assign(List.of(from));
    List<Duration> pauses = new ArrayList<>(lookAgainAfter);
    pauses.add(0, Duration.ZERO);
    boolean sought = false;
    for (Duration pause : pauses) {
      pause(pause);
      sought = sought || seek(from, manifest);
      if (sought) {
        readToEnd(from, manifest, sink);
      }
      if (sink.complete()) {
        return;
      }
    }
  }

  /** Whether there is anything as young as the manifest. */
  private boolean seek(TopicPartition from, ModelManifest manifest) {
    long time = manifest.createdAt().toEpochMilli();
    OffsetAndTimestamp start = consumer.offsetsForTimes(Map.of(from, time)).get(from);
    if (start == null) {
      return false;
    }
    consumer.seek(from, start.offset());
    return true;
  }

  private void readToEnd(TopicPartition from, ModelManifest manifest, ChunkSink sink)
      throws IOException {
    long end = consumer.endOffsets(List.of(from)).get(from);
    while (!sink.complete() && consumer.position(from) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Optional<ModelTopic.Key> key = ModelTopic.parse(record.key());
        if (record.value() != null && key.isPresent() && isOf(manifest, key.get())) {
          sink.add(key.get().chunk(), record.value());
        }
      }
    }
  }

  private static boolean isOf(ModelManifest manifest, ModelTopic.Key key) {
    return key.kind() == ModelTopic.Kind.CHUNK
        && key.version() == manifest.version()
        && key.model().equals(manifest.model());
  }

  private void pause(Duration time) {
    try {
      if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new WakeupException();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}

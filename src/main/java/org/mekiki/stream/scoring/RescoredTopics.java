package org.mekiki.stream.scoring;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.RecordSize;
import org.mekiki.text.Text;

/**
 * Scores and heatmaps of frames that are scored again, on topics of their own: as the scorers write
 * them, but each says by its header that it is a replay, and has an id of its own for each version
 * of a model. Written again, a record has the same id. Not thread-safe.
 */
public final class RescoredTopics implements AutoCloseable {
  private static final String ID = "ce_id";

  /** A record could not be written. */
  public static final class NotWritten extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotWritten(Exception cause) {
      super("scores and heatmaps can't be written: " + cause.getMessage(), cause);
    }
  }

  private final FrameRecords records;
  private final Optional<String> scores;
  private final Optional<String> heatmaps;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * Connects.
   *
   * @param client settings of a producer
   * @param scores topic of scores; empty for none
   * @param heatmaps topic of heatmaps; empty for none
   */
  public RescoredTopics(
      Map<String, Object> client,
      Origin origin,
      OutputFormats formats,
      Optional<String> scores,
      Optional<String> heatmaps) {
    this(
        new KafkaProducer<>(settings(client), new ByteArraySerializer(), new ByteArraySerializer()),
        origin,
        formats,
        scores,
        heatmaps);
  }

  RescoredTopics(
      Producer<byte[], byte[]> producer,
      Origin origin,
      OutputFormats formats,
      Optional<String> scores,
      Optional<String> heatmaps) {
    this.producer = producer;
    this.records = new FrameRecords(origin, formats);
    this.scores = scores;
    this.heatmaps = heatmaps;
  }

  private static Map<String, Object> settings(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RecordSize.USUAL_LIMIT);
    settings.putAll(client);
    return settings;
  }

  /**
   * Writes a frame's score and heatmap.
   *
   * @throws NotWritten if an earlier one could not be written
   */
  public void scored(InputRecord input, Frame frame, Inspection found) {
    throwFailure();
    Optional<Record<byte[], byte[]>> score =
        scores.map(topic -> records.score(input, frame, found, Instant.now()));
    Optional<Record<byte[], byte[]>> heatmap =
        heatmaps.map(topic -> records.heatmap(input, frame, found));
    score.ifPresent(record -> send(scores.orElseThrow(), record, found));
    heatmap.ifPresent(record -> send(heatmaps.orElseThrow(), record, found));
  }

  /** With the time of today: a topic's retention goes by it. */
  private void send(String topic, Record<byte[], byte[]> record, Inspection by) {
    Headers headers = record.headers();
    String id = new String(headers.lastHeader(ID).value(), StandardCharsets.UTF_8);
    String run = Text.of("%s-%d", by.model(), by.modelVersion());
    headers.remove(ID);
    headers.add(ID, (id + "/rescored/" + run).getBytes(StandardCharsets.UTF_8));
    headers.add(FrameHeaders.REPLAYED, ("rescore " + run).getBytes(StandardCharsets.UTF_8));
    write(new ProducerRecord<>(topic, null, null, record.key(), record.value(), headers));
  }

  void write(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  /**
   * Waits until all is written.
   *
   * @throws NotWritten if something could not be written
   */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw new NotWritten(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}

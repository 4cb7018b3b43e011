package org.mekiki.stream.codec;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A record of {@code frames} or {@code good} as it lies on the topic. Arrays are not copied.
 *
 * @param timestamp milliseconds since 1970
 * @param key may be null
 * @param value may be null
 * @param headers never null
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record InputRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    Headers headers) {

  /** The record that is being processed, with its place on the topic. */
  public static InputRecord of(ProcessorContext<?, ?> context, Record<byte[], byte[]> record) {
    RecordMetadata at =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a frame without topic and offset"));
    return new InputRecord(
        at.topic(),
        at.partition(),
        at.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        record.headers());
  }

  /** A record as a consumer has read it. */
  public static InputRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new InputRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        record.headers());
  }

  /** This record with other headers. */
  public InputRecord with(Headers others) {
    return new InputRecord(topic, partition, offset, timestamp, key, value, others);
  }

  /** {@code topic-partition-offset}: names the record, and stays the same under replay. */
  public String position() {
    return topic + "-" + partition + "-" + offset;
  }

  /** Names this record and no other, also after its topic was made again. */
  public String identity() {
    return position() + "@" + timestamp;
  }

  /** The last header of this name as text, or null. */
  public String header(String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** The key as text, or null where there is none. */
  public String keyText() {
    return key == null || key.length == 0 ? null : new String(key, StandardCharsets.UTF_8);
  }
}

package org.mekiki.stream.codec;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What a record counts against its topic's {@code max.message.bytes}. Exactly-once survives no
 * record that is refused for its size: the transaction fails, the frame is read again and fails
 * again, for ever. So the writer looks first.
 */
public final class RecordSize {
  /** Kafka's own default of what a topic takes: all but frames and dead letters stay below it. */
  public static final int USUAL_LIMIT = 1_048_588;

  /** A batch's header, and a record's own fields at their longest (Kafka's message format v2). */
  private static final int BATCH_AND_RECORD = 61 + 21;

  /** A length is a variable one, of five bytes at most. */
  private static final int LENGTH = 5;

  private RecordSize() {}

  /** An upper bound, in bytes, uncompressed. */
  public static long of(Record<byte[], byte[]> record) {
    return BATCH_AND_RECORD + bytes(record.key()) + bytes(record.value()) + of(record.headers());
  }

  /** An upper bound of what headers take. */
  public static long of(Headers headers) {
    long bytes = 0;
    for (Header header : headers) {
      // A character of a name takes three bytes at most.
      bytes += LENGTH + 3L * header.key().length() + bytes(header.value());
    }
    return bytes;
  }

  private static long bytes(byte[] part) {
    return LENGTH + (part == null ? 0L : part.length);
  }
}

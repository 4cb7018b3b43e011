package org.mekiki.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;

/**
 * Makes dead letters: the input's key, value, timestamp and headers, with headers that say what was
 * wrong. The names are Kafka Streams' own (KIP-1034), so that one tool reads both, with the reason
 * beside them.
 */
public final class DeadLetters {
  /** Reason, a {@link Rejection#label()}. */
  public static final String REASON = "mekiki-reason";

  /** Present where the input's value was too large to be sent again; holds its size in bytes. */
  public static final String OMITTED_BYTES = "mekiki-value-omitted-bytes";

  /** The sentence for people. */
  public static final String MESSAGE = "__streams.errors.message";

  /** Class of the exception. */
  public static final String EXCEPTION = "__streams.errors.exception";

  /** Topic of the input. */
  public static final String TOPIC = "__streams.errors.topic";

  /** Partition of the input. */
  public static final String PARTITION = "__streams.errors.partition";

  /** Offset of the input. */
  public static final String OFFSET = "__streams.errors.offset";

  private final int maxValueBytes;

  /**
   * @param maxValueBytes a larger value is left out of the dead letter: it is still at the input's
   *     topic, partition and offset
   */
  public DeadLetters(int maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  Record<byte[], byte[]> of(InputRecord input, UnscorableException why) {
    Headers headers = new RecordHeaders(input.headers());
    put(headers, REASON, why.rejection().label());
    put(headers, MESSAGE, why.getMessage());
    put(headers, EXCEPTION, (why.getCause() == null ? why : why.getCause()).getClass().getName());
    put(headers, TOPIC, input.topic());
    put(headers, PARTITION, Integer.toString(input.partition()));
    put(headers, OFFSET, Long.toString(input.offset()));
    byte[] value = input.value();
    if (value != null && value.length > maxValueBytes) {
      put(headers, OMITTED_BYTES, Integer.toString(value.length));
      value = null;
    }
    return new Record<>(input.key(), value, Math.max(0, input.timestamp()), headers);
  }

  /** Whatever a frame may throw, as a reason with a message. */
  static UnscorableException classify(RuntimeException e) {
    return e instanceof UnscorableException unscorable
        ? unscorable
        : new UnscorableException(Rejection.INTERNAL_ERROR, "unexpected: " + e, e);
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

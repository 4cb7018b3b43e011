package org.mekiki.stream.letters;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.RecordSize;
import org.mekiki.stream.codec.TraceContext;
import org.mekiki.text.Text;

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

  /** Present where the input's headers were too large as well; holds how many there were. */
  public static final String OMITTED_HEADERS = "mekiki-headers-omitted";

  /** Present where even the input's key was too large; holds its size in bytes. */
  public static final String OMITTED_KEY_BYTES = "mekiki-key-omitted-bytes";

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

  /** Short form of the id of the input's topic; absent where that is not known. */
  public static final String TOPIC_TAG = "mekiki-topic-tag";

  /** A dead letter is its input with the reason in headers. */
  private static final int HEADROOM_BYTES = 1 << 20;

  /** Managed clusters let no topic take more; a letter that doesn't fit leaves its frame out. */
  private static final int MANAGED_LIMIT_BYTES = 8 << 20;

  private final int maxValueBytes;
  private final Origin origin;

  /**
   * @param maxValueBytes a larger value is left out of the dead letter: it is still at the input's
   *     topic, partition and offset
   */
  public DeadLetters(int maxValueBytes) {
    this(maxValueBytes, Origin.NONE);
  }

  /**
   * @param maxValueBytes a larger value is left out of the dead letter: it is still at the input's
   *     topic, partition and offset
   */
  public DeadLetters(int maxValueBytes, Origin origin) {
    this.maxValueBytes = maxValueBytes;
    this.origin = origin;
  }

  /**
   * What the topic of dead letters has to take where values have at most this number of bytes: 1
   * MiB more for the reason, but not above 8 MiB unless the values are.
   */
  public static int maxRecordBytes(int maxValueBytes) {
    long roomy = Math.min((long) maxValueBytes + HEADROOM_BYTES, MANAGED_LIMIT_BYTES);
    return (int) Math.max(maxValueBytes, roomy);
  }

  /**
   * The dead letter of a record. Brokers take compressed records by their compressed size, so an
   * input may hold more than any letter: then its value is left out, then its headers, then its
   * key.
   */
  public Record<byte[], byte[]> of(InputRecord input, UnscorableException why) {
    Headers reason = reason(input, why);
    byte[] value = input.value();
    Record<byte[], byte[]> whole = letter(input, input.key(), value, input.headers(), reason);
    if (fits(whole) && (value == null || value.length <= maxValueBytes)) {
      return whole;
    }
    put(reason, OMITTED_BYTES, Integer.toString(value == null ? 0 : value.length));
    if (value != null) {
      put(
          reason,
          MESSAGE,
          Text.of(
              "%s; the frame is too large for a dead letter, it lies at %s as long as that topic"
                  + " keeps it",
              why.getMessage(), input.position()));
    }
    Record<byte[], byte[]> letter = letter(input, input.key(), null, input.headers(), reason);
    if (fits(letter)) {
      return letter;
    }
    put(reason, OMITTED_HEADERS, Integer.toString(input.headers().toArray().length));
    TraceContext.of(input.headers()).ifPresent(trace -> trace.write(reason));
    letter = letter(input, input.key(), null, new RecordHeaders(), reason);
    if (fits(letter)) {
      return letter;
    }
    put(reason, OMITTED_KEY_BYTES, Integer.toString(input.key().length));
    return letter(input, null, null, new RecordHeaders(), reason);
  }

  private boolean fits(Record<byte[], byte[]> letter) {
    return RecordSize.of(letter) <= maxRecordBytes();
  }

  /** The largest record that is written, as {@link RecordSize} has it. */
  public int maxRecordBytes() {
    return maxRecordBytes(maxValueBytes);
  }

  private Headers reason(InputRecord input, UnscorableException why) {
    Headers reason = new RecordHeaders();
    put(reason, REASON, why.rejection().label());
    put(reason, MESSAGE, why.getMessage());
    put(reason, EXCEPTION, (why.getCause() == null ? why : why.getCause()).getClass().getName());
    put(reason, TOPIC, input.topic());
    put(reason, PARTITION, Integer.toString(input.partition()));
    put(reason, OFFSET, Long.toString(input.offset()));
    if (!origin.topicTag().isEmpty()) {
      put(reason, TOPIC_TAG, origin.topicTag());
    }
    return reason;
  }

  private static Record<byte[], byte[]> letter(
      InputRecord input, byte[] key, byte[] value, Headers own, Headers reason) {
    Headers headers = new RecordHeaders(own);
    for (Header header : reason) {
      headers.remove(header.key()).add(header);
    }
    return new Record<>(key, value, Math.max(0, input.timestamp()), headers);
  }

  /** Whatever a frame may throw, as a reason with a message. */
  public static UnscorableException classify(RuntimeException e) {
    return e instanceof UnscorableException unscorable
        ? unscorable
        : new UnscorableException(Rejection.INTERNAL_ERROR, "unexpected: " + e, e);
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

package org.mekiki.stream.letters;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.ProducerMemory;
import org.mekiki.text.Text;

/**
 * Sends the frames of dead letters again, each exactly once however often it is asked for.
 *
 * <p>A frame goes back to the partition that it came from, with its key, value and headers; it gets
 * its first position as {@code frame-id}, a header that says that it is replayed, and the letter's
 * time as {@code captured-at} if it had none, so that its score names the frame that the letter
 * names. In the same transaction a mark goes to the letter's partition: a record without value,
 * whose header {@link #REPLAYED} holds the letter's offset. So either both are there or neither,
 * and a letter with a mark is left out; marks are younger than their letters and outlive them. All
 * replays share one transactional id: a second one that starts fences the first.
 */
public final class DeadLetterReplay implements AutoCloseable {
  /** Header of a mark: offset of the letter, on the mark's own partition. */
  public static final String REPLAYED = "mekiki-replayed";

  private static final String STREAMS_HEADERS = "__streams.errors.";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final long TRANSACTION_BYTES = 16_000_000;
  private static final int TRANSACTION_LETTERS = 100;

  /** What is sent again. Arrays are not copied. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Frame(byte[] key, byte[] value, Headers headers) {}

  private final LetterBox letters;
  private final LetterBox inputs;
  private final Producer<byte[], byte[]> producer;
  private final String lettersTopic;
  private final String framesTopic;
  private final String framesTag;
  private final Listener listener;
  private boolean open;
  private long bytes;
  private int count;

  /** Is told of each letter that was asked for. */
  public interface Listener {
    /** Its frame is on its way; it counts when the replay ends without an exception. */
    void sent(DeadLetter letter);

    /** Its frame was sent again before. */
    void already(DeadLetter letter);

    /** Its frame can't be sent. */
    void left(DeadLetter letter, String why);
  }

  /**
   * Opens the clients; a replay that runs elsewhere is ended by that.
   *
   * @param framesTag short form of the id that the topic of frames has now; empty if it has none
   */
  public DeadLetterReplay(
      Map<String, Object> consumer,
      Map<String, Object> producer,
      String lettersTopic,
      String framesTopic,
      String framesTag,
      int maxRecordBytes,
      Listener listener) {
    this.lettersTopic = lettersTopic;
    this.framesTopic = framesTopic;
    this.framesTag = framesTag;
    this.listener = listener;
    this.letters = new LetterBox(consumer, lettersTopic);
    this.inputs = new LetterBox(consumer, framesTopic);
    this.producer =
        new KafkaProducer<>(
            settings(producer, lettersTopic, maxRecordBytes),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  static Map<String, Object> settings(
      Map<String, Object> producer, String lettersTopic, int maxRecordBytes) {
    Map<String, Object> settings = new HashMap<>(producer);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "mekiki-replay-" + lettersTopic);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes);
    ProducerMemory.fit(settings, "");
    return settings;
  }

  /**
   * Sends the frames of all letters that are wanted.
   *
   * @param stop whether to end before the end; what has been sent until then is committed
   */
  public void replay(Predicate<DeadLetter> wanted, BooleanSupplier stop) {
    producer.initTransactions();
    // Only now, when nobody else can add marks any more.
    Set<LetterPosition> replayed = letters.replayed(stop);
    letters.forEach(
        letter -> {
          if (!stop.getAsBoolean() && wanted.test(letter)) {
            replay(letter, replayed);
          }
        },
        stop);
    commit();
  }

  private void replay(DeadLetter letter, Set<LetterPosition> replayed) {
    if (replayed.contains(letter.position())) {
      listener.already(letter);
      return;
    }
    if (letter.inputPartition().isEmpty()
        || !letter.inputPartition().get().topic().equals(framesTopic)) {
      listener.left(
          letter,
          Text.of(
              "it comes from %s, not from %s; teach a good frame again with 'mekiki teach'",
              letter.input().orElse("nowhere that it names"), framesTopic));
      return;
    }
    Optional<Frame> frame =
        letter.isOmitted()
            ? original(letter)
            : Optional.ofNullable(letter.value())
                .map(value -> new Frame(letter.key(), value, letter.headers()));
    if (frame.isEmpty()) {
      listener.left(
          letter,
          letter.isOmitted()
              ? "its frame was too large for a letter, and this frame is no longer at "
                  + letter.input().orElse("?")
              : "its record had no value, so there is no frame to score");
      return;
    }
    send(letter, frame.get());
    listener.sent(letter);
  }

  private Optional<Frame> original(DeadLetter letter) {
    return letter
        .inputOffset()
        .flatMap(offset -> inputs.record(letter.inputPartition().orElseThrow(), offset))
        .filter(record -> isTheSame(letter, record))
        .map(record -> new Frame(record.key(), record.value(), record.headers()));
  }

  /** After a topic was made again, another frame may lie at the offset. */
  private boolean isTheSame(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
    boolean sameTopic = letter.topicTag().isEmpty() || letter.topicTag().equals(framesTag);
    boolean sameSize =
        record.value() != null
            && letter.omittedBytes().equals(Optional.of(Integer.toString(record.value().length)));
    boolean sameKey = letter.key() == null || Arrays.equals(letter.key(), record.key());
    return sameTopic && sameSize && sameKey;
  }

  private void send(DeadLetter letter, Frame frame) {
    if (!open) {
      producer.beginTransaction();
      open = true;
    }
    int partition = letter.inputPartition().orElseThrow().partition();
    boolean there = partition < producer.partitionsFor(framesTopic).size();
    // Commits fail if one of these does.
    var unusedFrame =
        producer.send(
            new ProducerRecord<>(
                framesTopic,
                there ? partition : null,
                null,
                frame.key(),
                frame.value(),
                headers(letter, frame.headers())));
    Headers mark = new RecordHeaders();
    put(mark, REPLAYED, Long.toString(letter.position().offset()));
    var unusedMark =
        producer.send(
            new ProducerRecord<>(
                lettersTopic, letter.position().partition(), null, letter.key(), null, mark));
    bytes += frame.value().length;
    count++;
    if (bytes >= TRANSACTION_BYTES || count >= TRANSACTION_LETTERS) {
      commit();
    }
  }

  /** The frame's own headers, and what names it as the letter does. */
  private static Headers headers(DeadLetter letter, Headers own) {
    Headers headers = new RecordHeaders();
    own.forEach(
        header -> {
          boolean ours =
              header.key().startsWith(STREAMS_HEADERS)
                  || header.key().equals(DeadLetters.REASON)
                  || header.key().equals(DeadLetters.TOPIC_TAG)
                  || header.key().equals(FrameHeaders.REPLAYED)
                  || header.key().equals(DeadLetters.OMITTED_BYTES);
          if (!ours) {
            headers.add(header);
          }
        });
    if (headers.lastHeader(FrameHeaders.FRAME_ID) == null) {
      letter.derivedFrameId().ifPresent(id -> put(headers, FrameHeaders.FRAME_ID, id));
    }
    if (headers.lastHeader(FrameHeaders.CAPTURED_AT) == null) {
      String time = Instant.ofEpochMilli(letter.timestamp()).toString();
      put(headers, FrameHeaders.CAPTURED_AT, time);
    }
    put(headers, FrameHeaders.REPLAYED, "dead-letter " + letter.position());
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private void commit() {
    if (open) {
      producer.commitTransaction();
      open = false;
      bytes = 0;
      count = 0;
    }
  }

  /** What has not been committed is as if it had never been sent. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    letters.close();
    inputs.close();
  }
}

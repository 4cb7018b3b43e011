package org.mekiki.stream.letters;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.mekiki.stream.codec.Origin;

/** One dead letter: the frame's record as it was, and headers that say why it was not scored. */
public final class DeadLetter {
  private final ConsumerRecord<byte[], byte[]> record;

  DeadLetter(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  /** Where the letter lies; names it for people as {@code partition:offset}. */
  public LetterPosition position() {
    return new LetterPosition(record.partition(), record.offset());
  }

  /** Milliseconds since 1970. */
  public long timestamp() {
    return record.timestamp();
  }

  /** The record's key, in most cases the camera; empty where there was none. */
  public String camera() {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Why, as metrics count it; empty for a letter of Kafka Streams' own. */
  public String reason() {
    return text(DeadLetters.REASON).orElse("");
  }

  /** Why, a sentence; empty where there is none. */
  public String message() {
    return text(DeadLetters.MESSAGE).orElse("");
  }

  /** The topic and partition that the frame lay on; empty if the letter does not say. */
  public Optional<TopicPartition> inputPartition() {
    try {
      Optional<Integer> partition = text(DeadLetters.PARTITION).map(Integer::valueOf);
      return partition.flatMap(p -> text(DeadLetters.TOPIC).map(t -> new TopicPartition(t, p)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The frame's offset there. */
  public Optional<Long> inputOffset() {
    try {
      return text(DeadLetters.OFFSET).map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** {@code topic-partition-offset} of the frame; empty if the letter does not say. */
  public Optional<String> input() {
    return inputPartition().flatMap(at -> inputOffset().map(offset -> at + "-" + offset));
  }

  /** The id that the frame has without one of its own; empty if the letter does not say. */
  public Optional<String> derivedFrameId() {
    return input().map(id -> new Origin("", topicTag()).id(id));
  }

  /** Short form of the id of the frame's topic; empty where the letter does not say. */
  public String topicTag() {
    return text(DeadLetters.TOPIC_TAG).orElse("");
  }

  /** Size of a frame that was left out; empty where none was. */
  public Optional<String> omittedBytes() {
    return text(DeadLetters.OMITTED_BYTES);
  }

  /** Whether the frame was too large to be in the letter; it may still be on its own topic. */
  public boolean isOmitted() {
    return record.headers().lastHeader(DeadLetters.OMITTED_BYTES) != null;
  }

  /** The frame's key, or null. Not copied. */
  public byte[] key() {
    return record.key();
  }

  /** The frame's value, or null. Not copied. */
  public byte[] value() {
    return record.value();
  }

  /** All headers, the frame's own among them. */
  public Headers headers() {
    return record.headers();
  }

  /** The last header of this name as text. */
  public Optional<String> text(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}

package org.mekiki.stream.letters;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.ProducerMemory;
import org.mekiki.text.Text;

/**
 * Moves a consumer group past records, and makes dead letters of them. Both are one transaction, so
 * that a record is neither lost nor has two outcomes. The group must have no members: they would go
 * on from where they are.
 */
public final class RecordSkip implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final LetterBox inputs;
  private final Producer<byte[], byte[]> producer;
  private final DeadLetters letters;
  private final String lettersTopic;

  /**
   * Opens the clients; a skip that runs elsewhere is ended by that.
   *
   * @param client settings of a Kafka producer
   */
  public RecordSkip(
      Map<String, Object> consumer,
      Map<String, Object> client,
      String topic,
      String lettersTopic,
      DeadLetters letters) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "mekiki-skip-" + lettersTopic);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, letters.maxRecordBytes());
    ProducerMemory.fit(settings, "");
    this.letters = letters;
    this.lettersTopic = lettersTopic;
    this.inputs = new LetterBox(consumer, topic);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Whether a record can be read. */
  public boolean isThere(RecordPosition position) {
    return inputs.record(position.partition(), position.offset()).isPresent();
  }

  /**
   * Skips all records from one offset to another. What is no record, the end of a transaction for
   * example, has no letter.
   *
   * @param last last offset; the group goes on behind it
   * @return letters that were written
   */
  public int skip(String group, TopicPartition partition, long from, long last) {
    producer.initTransactions();
    producer.beginTransaction();
    int written = 0;
    try {
      for (long offset = from; offset <= last; offset++) {
        Optional<ConsumerRecord<byte[], byte[]>> record = inputs.record(partition, offset);
        if (record.isPresent()) {
          write(record.get(), last);
          written++;
        }
      }
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(last + 1)), new ConsumerGroupMetadata(group));
      producer.commitTransaction();
      return written;
    } catch (RuntimeException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  private void write(ConsumerRecord<byte[], byte[]> record, long last) {
    InputRecord input = InputRecord.of(record);
    String why =
        record.offset() == last
            ? "an operator skipped this record ('mekiki dead-letters skip')"
            : Text.of(
                "an operator skipped offset %d of this partition, and this record lies before it",
                last);
    Record<byte[], byte[]> letter =
        letters.of(input, new UnscorableException(Rejection.SKIPPED, why));
    // The commit fails if this does.
    var unused =
        producer.send(
            new ProducerRecord<>(
                lettersTopic, null, letter.key(), letter.value(), letter.headers()));
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    inputs.close();
  }
}

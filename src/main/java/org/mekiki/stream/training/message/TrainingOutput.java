package org.mekiki.stream.training.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.AvroCodec;

/**
 * A record between a processor of the training topology and the topic it is for. Never serialised:
 * the topology unwraps it.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record TrainingOutput(Destination to, byte[] value) {
  public enum Destination {
    MODEL_INPUTS,
    INPUTS,
    TILES,
    RESULTS,
    CONTROL,
    MODELS,
    EVENTS,
    DEAD_LETTERS
  }

  /** To the choice of the model's network. */
  public static Record<byte[], TrainingOutput> modelInput(
      String model, TrainingInput input, long timestamp) {
    return record(
        Destination.MODEL_INPUTS,
        model.getBytes(StandardCharsets.UTF_8),
        AvroCodec.TRAINING_INPUT.encode(input),
        timestamp);
  }

  /** To the embedding, with its network chosen. */
  public static Record<byte[], TrainingOutput> input(
      int partition, TrainingInput input, long timestamp) {
    return record(
        Destination.INPUTS,
        ByteBuffer.allocate(Integer.BYTES).putInt(partition).array(),
        AvroCodec.TRAINING_INPUT.encode(input),
        timestamp);
  }

  /** The partition that {@link #input} names. */
  public static int inputPartition(byte[] key) {
    return ByteBuffer.wrap(key).getInt();
  }

  public static Record<byte[], TrainingOutput> tile(
      Destination to, TileMessage message, long timestamp) {
    return record(
        to,
        Accumulation.tileKey(message.getAccumulation(), message.getTile()),
        AvroCodec.TILE_MESSAGE.encode(message),
        timestamp);
  }

  public static Record<byte[], TrainingOutput> result(
      String model, TileResult result, long timestamp) {
    return record(
        Destination.RESULTS,
        model.getBytes(StandardCharsets.UTF_8),
        AvroCodec.TILE_RESULT.encode(result),
        timestamp);
  }

  public static Record<byte[], TrainingOutput> event(TrainingEvent event, long timestamp) {
    return record(
        Destination.EVENTS,
        event.model().getBytes(StandardCharsets.UTF_8),
        event.toBytes(),
        timestamp);
  }

  public static Record<byte[], TrainingOutput> model(String key, byte[] value, long timestamp) {
    return record(Destination.MODELS, key.getBytes(StandardCharsets.UTF_8), value, timestamp);
  }

  public static Record<byte[], TrainingOutput> deadLetter(Record<byte[], byte[]> letter) {
    return new Record<>(
        letter.key(),
        new TrainingOutput(Destination.DEAD_LETTERS, letter.value()),
        letter.timestamp(),
        letter.headers());
  }

  private static Record<byte[], TrainingOutput> record(
      Destination to, byte[] key, byte[] value, long timestamp) {
    return new Record<>(
        key, new TrainingOutput(to, value), Math.max(0, timestamp), new RecordHeaders());
  }
}

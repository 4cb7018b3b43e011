package org.mekiki.stream.training.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.mekiki.stream.avro.GoodHeader;
import org.mekiki.stream.avro.GoodRecord;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.avro.TrainingInput;
import org.mekiki.stream.codec.AvroCodec;
import org.mekiki.stream.codec.InputRecord;

/** Reads what the steps of training send each other; float arrays are big-endian. Thread-safe. */
public final class TrainingMessages {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TrainingMessages() {}

  public static TileMessage tileMessage(byte[] bytes) {
    return decode(AvroCodec.TILE_MESSAGE, bytes);
  }

  public static TileResult tileResult(byte[] bytes) {
    return decode(AvroCodec.TILE_RESULT, bytes);
  }

  public static TrainingInput trainingInput(byte[] bytes) {
    return decode(AvroCodec.TRAINING_INPUT, bytes);
  }

  /** A record of the topic of good frames, to be sent on as it is. */
  public static GoodRecord goodRecord(InputRecord input) {
    List<GoodHeader> headers = new ArrayList<>();
    for (Header header : input.headers()) {
      headers.add(new GoodHeader(header.key(), wrap(header.value())));
    }
    return new GoodRecord(
        input.topic(),
        input.partition(),
        input.offset(),
        input.timestamp(),
        wrap(input.key()),
        headers,
        ByteBuffer.wrap(input.value()));
  }

  /** A record that was sent on, as it lies on the topic of good frames. */
  public static InputRecord inputRecord(GoodRecord good) {
    RecordHeaders headers = new RecordHeaders();
    good.getHeaders().forEach(header -> headers.add(header.getName(), unwrap(header.getValue())));
    return new InputRecord(
        good.getTopic(),
        good.getPartition(),
        good.getOffset(),
        good.getTimestamp(),
        unwrap(good.getKey()),
        bytes(good.getValue()),
        headers);
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static byte[] unwrap(ByteBuffer buffer) {
    return buffer == null ? null : bytes(buffer);
  }

  private static <T extends SpecificRecordBase> T decode(AvroCodec<T> decoder, byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an internal message of the training is unreadable", e);
    }
  }

  /** The bytes of a buffer; not copied where they are all of its array. */
  public static byte[] bytes(ByteBuffer buffer) {
    if (buffer.hasArray() && buffer.remaining() == buffer.array().length) {
      return buffer.array();
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  public static ByteBuffer bytes(float[] values) {
    return bytes(values, 0, values.length);
  }

  public static ByteBuffer bytes(float[] values, int from, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * count);
    buffer.asFloatBuffer().put(values, from, count);
    return buffer;
  }

  /** The arrays one behind the other. */
  public static float[] floats(List<byte[]> arrays) {
    float[] all = new float[arrays.stream().mapToInt(a -> a.length / Float.BYTES).sum()];
    int at = 0;
    for (byte[] array : arrays) {
      int count = array.length / Float.BYTES;
      ByteBuffer.wrap(array).asFloatBuffer().get(all, at, count);
      at += count;
    }
    return all;
  }

  /** A record of ours as JSON. */
  public static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(value + " could not be written as JSON", e);
    }
  }

  /**
   * What {@link #json} wrote to a state store.
   *
   * @param what for the error, e.g. {@code the tile's progress}
   */
  public static <T> T state(byte[] json, Class<T> type, String what) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(what + " in the state store is unreadable", e);
    }
  }
}

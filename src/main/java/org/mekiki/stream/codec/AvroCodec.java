package org.mekiki.stream.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.mekiki.stream.avro.Anomaly;
import org.mekiki.stream.avro.Frame;
import org.mekiki.stream.avro.Heatmap;
import org.mekiki.stream.avro.Score;
import org.mekiki.stream.avro.TileMessage;
import org.mekiki.stream.avro.TileResult;
import org.mekiki.stream.avro.TrainingInput;

/**
 * Mekiki's records as bytes and back: Avro single-object encoding, {@code C3 01}, fingerprint of
 * the schema, body. Reads what any release wrote. Thread-safe.
 *
 * <p>Two settings of Avro are global to the process and are made when this class is loaded: the
 * generated classes are trusted (Avro creates no others from a schema), and declared lengths above
 * {@link #MAX_FIELD_BYTES} and {@link #MAX_ITEMS} are refused before memory is taken for them,
 * unless the process was started with other limits.
 *
 * @param <T> the record
 */
public final class AvroCodec<T extends SpecificRecordBase> {
  /** Longest bytes or string of a record. */
  public static final int MAX_FIELD_BYTES = 64 * 1024 * 1024;

  /** Most items of a list or a map. */
  public static final int MAX_ITEMS = 1_000_000;

  static {
    setLimit("bytes", MAX_FIELD_BYTES);
    setLimit("string", MAX_FIELD_BYTES);
    setLimit("collectionItems", MAX_ITEMS);
    String generated = Frame.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(generated)));
  }

  /** Releases whose records are read, by their schemas in the resources; every one ever made. */
  public static final List<String> RELEASES = List.of("0.1.0");

  public static final AvroCodec<Frame> FRAME = of("frame", new Frame());
  public static final AvroCodec<Score> SCORE = of("score", new Score());
  public static final AvroCodec<Heatmap> HEATMAP = of("heatmap", new Heatmap());
  public static final AvroCodec<Anomaly> ANOMALY = of("anomaly", new Anomaly());
  public static final AvroCodec<TileMessage> TILE_MESSAGE = of("tile-message", new TileMessage());
  public static final AvroCodec<TileResult> TILE_RESULT = of("tile-result", new TileResult());

  /** No release has written these yet. */
  public static final AvroCodec<TrainingInput> TRAINING_INPUT =
      new AvroCodec<>(new TrainingInput(), List.of());

  private final BinaryMessageEncoder<T> encoder;
  private final MessageReader<T> decoder;

  public AvroCodec(T example, List<Schema> released) {
    // What it gives is the thread's own buffer, which is copied at once, and not before that too.
    this.encoder =
        new BinaryMessageEncoder<>(example.getSpecificData(), example.getSchema(), false);
    SchemaStore.Cache known = new SchemaStore.Cache();
    known.addSchema(example.getSchema());
    released.forEach(known::addSchema);
    this.decoder = new MessageReader<>(example, known);
  }

  private static void setLimit(String what, int limit) {
    String property = "org.apache.avro.limits." + what + ".maxLength";
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(limit));
    }
  }

  private static <T extends SpecificRecordBase> AvroCodec<T> of(String name, T example) {
    return new AvroCodec<>(
        example, RELEASES.stream().map(release -> releasedSchema(release, name)).toList());
  }

  /** How a release wrote this kind of record. */
  public static Schema releasedSchema(String release, String name) {
    String resource = "/org/mekiki/stream/releases/" + release + "/" + name + ".avsc";
    try (InputStream schema = AvroCodec.class.getResourceAsStream(resource)) {
      return new Schema.Parser().parse(Objects.requireNonNull(schema, resource));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  public byte[] encode(T record) {
    try {
      ByteBuffer buffer = encoder.encode(record);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + record.getSchema().getName(), e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws IOException if the bytes are none
   * @throws RuntimeException of several kinds if they are damaged
   */
  public T decode(byte[] bytes) throws IOException {
    return decoder.decode(bytes);
  }

  /**
   * Reads a record in either encoding: also one in Confluent's wire format.
   *
   * @throws IOException if the bytes are none, or the registry doesn't have their schema
   * @throws org.apache.kafka.common.errors.TimeoutException if the registry is needed and away
   * @throws RuntimeException of several kinds if they are damaged
   */
  public T decode(byte[] bytes, RegisteredSchemas schemas) throws IOException {
    return WireFormat.begins(bytes) ? decoder.decode(bytes, schemas) : decoder.decode(bytes);
  }
}

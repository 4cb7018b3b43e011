package org.mekiki.stream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Reads Avro single-object encoding from an array. Avro's own {@code BinaryMessageDecoder} reads it
 * as a stream, of which it doesn't know the end: it takes memory for whatever length a message
 * declares. An array's end is known, and a length beyond it is refused first. Thread-safe.
 *
 * @param <T> the record
 */
final class MessageReader<T extends SpecificRecordBase> {
  private static final int HEADER_BYTES = 10;

  private final SpecificData data;
  private final Schema schema;
  private final SchemaStore known;
  private final Map<Long, DatumReader<T>> readers = new ConcurrentHashMap<>();
  private final Map<Schema, DatumReader<T>> registered = new ConcurrentHashMap<>();

  /**
   * @param known schemas that messages may be written with
   */
  MessageReader(T example, SchemaStore known) {
    this.data = example.getSpecificData();
    this.schema = example.getSchema();
    this.known = known;
  }

  /**
   * Reads a message.
   *
   * @throws MissingSchemaException if it was written with a schema that is not known
   * @throws IOException if it is cut off
   * @throws RuntimeException of several kinds if it is damaged
   */
  T decode(byte[] message) throws IOException {
    if (message.length < HEADER_BYTES || message[0] != (byte) 0xC3 || message[1] != 0x01) {
      throw new BadHeaderException("a message begins with C3 01 and 8 bytes; this one doesn't");
    }
    long fingerprint = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    Schema written = known.findByFingerprint(fingerprint);
    if (written == null) {
      throw new MissingSchemaException("no schema has the fingerprint " + fingerprint);
    }
    DatumReader<T> reader =
        readers.computeIfAbsent(fingerprint, f -> new SpecificDatumReader<>(written, schema, data));
    return read(reader, message, HEADER_BYTES);
  }

  /** Reads a message in Confluent's wire format; as {@link #decode(byte[])} otherwise. */
  T decode(byte[] message, RegisteredSchemas schemas) throws IOException {
    Schema written = schemas.byId(WireFormat.id(message));
    DatumReader<T> reader =
        registered.computeIfAbsent(written, w -> new SpecificDatumReader<>(w, schema, data));
    return read(reader, message, WireFormat.HEADER_BYTES);
  }

  private T read(DatumReader<T> reader, byte[] message, int from) throws IOException {
    int length = message.length - from;
    return reader.read(null, DecoderFactory.get().binaryDecoder(message, from, length, null));
  }
}

package org.mekiki.stream.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Avro as Confluent's serializers write it: a byte 0, the schema's id in a registry as four bytes,
 * most significant first, then the body. Thread-safe.
 */
public final class WireFormat {
  /** Bytes before the body. */
  static final int HEADER_BYTES = 5;

  private static final int TYPICAL_BYTES = 512;

  private WireFormat() {}

  /** Whether a value may be in this format: no picture and no other format of ours begins so. */
  public static boolean begins(byte[] value) {
    return value != null && value.length > HEADER_BYTES && value[0] == 0;
  }

  /** The schema's id of a value in this format. */
  public static int id(byte[] value) {
    return ByteBuffer.wrap(value).getInt(1);
  }

  /**
   * Writes a record.
   *
   * @param id that the registry gave the record's schema
   */
  public static byte[] encode(int id, SpecificRecordBase record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      Schema schema = record.getSchema();
      new SpecificDatumWriter<SpecificRecordBase>(schema, record.getSpecificData())
          .write(record, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + record.getSchema().getName(), e);
    }
    return out.toByteArray();
  }
}

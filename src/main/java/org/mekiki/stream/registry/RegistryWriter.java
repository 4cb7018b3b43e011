package org.mekiki.stream.registry;

import org.apache.avro.specific.SpecificRecordBase;
import org.mekiki.stream.codec.RecordWriter;
import org.mekiki.stream.codec.WireFormat;

/** Writes records in Confluent's wire format, with the id that a registry gave their schema. */
public final class RegistryWriter<T extends SpecificRecordBase> implements RecordWriter<T> {
  private final int id;
  private final String schema;

  private RegistryWriter(int id, String schema) {
    this.id = id;
    this.schema = schema;
  }

  /**
   * A writer whose schema the registry has.
   *
   * @param example any record
   * @throws RegistryException as {@link SchemaRegistry#prepare} does
   */
  public static <T extends SpecificRecordBase> RegistryWriter<T> of(
      SchemaRegistry registry, String topic, T example, String file) {
    return new RegistryWriter<>(registry.prepare(topic, example.getSchema()), file);
  }

  @Override
  public byte[] encode(T record) {
    return WireFormat.encode(id, record);
  }

  @Override
  public String contentType() {
    return "application/vnd.confluent.avro";
  }

  @Override
  public String schema() {
    return schema;
  }
}

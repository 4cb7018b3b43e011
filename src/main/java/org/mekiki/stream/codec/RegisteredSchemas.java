package org.mekiki.stream.codec;

import java.io.IOException;
import org.apache.avro.Schema;

/** Schemas by the ids that a registry gave them. */
@FunctionalInterface
public interface RegisteredSchemas {
  /** There is no registry. */
  RegisteredSchemas NONE =
      id -> {
        throw new IOException(
            "the record is Avro with schema " + id + " of a registry; set registry.url to read it");
      };

  /**
   * A schema, from memory where it was asked for before.
   *
   * @throws IOException if the registry has none with this id
   * @throws org.apache.kafka.common.errors.TimeoutException if the registry can't be asked now, or
   *     refuses to say
   */
  Schema byId(int id) throws IOException;
}

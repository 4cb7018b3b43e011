package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** How records are written that hold bytes, which JSON has no room for. */
public enum AvroFormat implements Labelled {
  /** Avro single-object encoding. */
  AVRO,

  /** Confluent's wire format, with a schema registry. */
  CONFLUENT_AVRO;

  public RecordFormat asRecordFormat() {
    return RecordFormat.valueOf(name());
  }
}

package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** How records are written to a topic that others read. */
public enum RecordFormat implements Labelled {
  /** One JSON object a record. */
  JSON,

  /** Avro single-object encoding. */
  AVRO,

  /** Avro in Confluent's wire format, with a schema registry. */
  CONFLUENT_AVRO
}

package org.mekiki.config.choice;

/** How records are written that hold bytes, which JSON has no room for. */
public enum AvroFormat implements Choice {
  /** Avro single-object encoding. */
  AVRO("avro"),

  /** Confluent's wire format, with a schema registry. */
  CONFLUENT_AVRO("confluent-avro");

  private final String text;

  AvroFormat(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  public RecordFormat asRecordFormat() {
    return RecordFormat.valueOf(name());
  }
}

package org.mekiki.config.choice;

/** How records are written to a topic that others read. */
public enum RecordFormat implements Choice {
  /** One JSON object a record. */
  JSON("json"),

  /** Avro single-object encoding. */
  AVRO("avro"),

  /** Avro in Confluent's wire format, with a schema registry. */
  CONFLUENT_AVRO("confluent-avro");

  private final String text;

  RecordFormat(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

package org.mekiki.config;

/** How anomalies are written to their topic. */
public enum AnomalyFormat implements Choice {
  /** One JSON object a record. */
  JSON("json"),

  /** Avro single-object encoding, like the scores. */
  AVRO("avro");

  private final String text;

  AnomalyFormat(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

package org.mekiki.config.choice;

/** How a schema's subject in the registry is called; the names of Confluent's three strategies. */
public enum SubjectNaming implements Choice {
  /** {@code TOPIC-value}, TopicNameStrategy. */
  TOPIC("topic"),

  /** The schema's full name, RecordNameStrategy. */
  RECORD("record"),

  /** {@code TOPIC-} and the schema's full name, TopicRecordNameStrategy. */
  TOPIC_RECORD("topic-record");

  private final String text;

  SubjectNaming(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

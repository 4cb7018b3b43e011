package org.mekiki.config.choice;

/** How a schema's subject in the registry is called; the names of Confluent's three strategies. */
public enum SubjectNaming implements Choice {
  /** {@code TOPIC-value}, TopicNameStrategy. */
  TOPIC,

  /** The schema's full name, RecordNameStrategy. */
  RECORD,

  /** {@code TOPIC-} and the schema's full name, TopicRecordNameStrategy. */
  TOPIC_RECORD
}

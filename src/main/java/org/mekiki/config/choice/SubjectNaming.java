package org.mekiki.config.choice;

import org.mekiki.text.Labelled;

/** How a schema's subject in the registry is called; the names of Confluent's three strategies. */
public enum SubjectNaming implements Labelled {
  /** {@code TOPIC-value}, TopicNameStrategy. */
  TOPIC,

  /** The schema's full name, RecordNameStrategy. */
  RECORD,

  /** {@code TOPIC-} and the schema's full name, TopicRecordNameStrategy. */
  TOPIC_RECORD
}

package org.mekiki.stream.codec;

/**
 * Writes the values of one topic in one format. Thread-safe.
 *
 * @param <T> what a record holds
 */
public interface RecordWriter<T> {
  /** A record's value. */
  byte[] encode(T record);

  /** The header {@code content-type}. */
  String contentType();

  /** The file in schemas/ that describes a value; the header {@code ce_dataschema} names it. */
  String schema();
}

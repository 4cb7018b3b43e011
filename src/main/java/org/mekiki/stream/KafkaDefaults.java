package org.mekiki.stream;

/** Sizes that all clients of Mekiki agree on, unless their settings say otherwise. */
public final class KafkaDefaults {
  /** Largest record: a raw 1 MP colour frame, with room. */
  public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

  /** Largest record that a topology writes: a dead letter is its input and its headers. */
  public static final int MAX_OUTPUT_BYTES = MAX_RECORD_BYTES + 256 * 1024;

  /** What is in flight at most: a few of the largest records. */
  static final long PRODUCER_BUFFER_BYTES = 8L * MAX_RECORD_BYTES;

  private KafkaDefaults() {}
}

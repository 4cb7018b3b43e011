package org.mekiki.planted.defect;

/** Planted violation: shapes need no Kafka Streams. */
public final class Planted {
  private Planted() {}

  static Object builder() {
    return new org.apache.kafka.streams.StreamsBuilder();
  }
}

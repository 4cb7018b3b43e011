package org.mekiki.planted.bench;

/** Planted violation: evaluation needs no Kafka Streams. */
public final class Planted {
  private Planted() {}

  static Object builder() {
    return new org.apache.kafka.streams.StreamsBuilder();
  }
}

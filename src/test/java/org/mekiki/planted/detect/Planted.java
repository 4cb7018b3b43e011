package org.mekiki.planted.detect;

/** Planted violation: painting needs no Kafka Streams. */
public final class Planted {
  private Planted() {}

  static Object builder() {
    return new org.apache.kafka.streams.StreamsBuilder();
  }
}

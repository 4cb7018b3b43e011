package org.mekiki.planted.padim;

/** Planted violation: the maths must not know Kafka. */
public final class Planted {
  private Planted() {}

  static String topic() {
    return new org.apache.kafka.common.TopicPartition("frames", 0).topic();
  }
}

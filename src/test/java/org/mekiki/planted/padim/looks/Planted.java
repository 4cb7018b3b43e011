package org.mekiki.planted.padim.looks;

/** Planted violation: nothing here may know Kafka. */
public final class Planted {
  private Planted() {}

  static Object topic() {
    return new org.apache.kafka.common.TopicPartition("frames", 0);
  }
}

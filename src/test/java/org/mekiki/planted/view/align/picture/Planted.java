package org.mekiki.planted.view.align.picture;

/** Planted violation: nothing here may know Kafka. */
public final class Planted {
  private Planted() {}

  static Object topic() {
    return new org.apache.kafka.common.TopicPartition("frames", 0);
  }
}

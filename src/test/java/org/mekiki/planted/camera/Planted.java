package org.mekiki.planted.camera;

/** Planted violation: cameras must not know Kafka, and nothing outside app prints. */
public final class Planted {
  private Planted() {}

  static void print() {
    System.out.println(new org.apache.kafka.common.TopicPartition("frames", 0));
  }
}

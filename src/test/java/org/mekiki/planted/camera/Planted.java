package org.mekiki.planted.camera;

/**
 * Planted violations: cameras must not know Kafka, nothing outside app prints, nothing is formatted
 * without a locale, and no test waits for a mere true.
 */
@SuppressWarnings("StringCaseLocaleUsage")
public final class Planted {
  private Planted() {}

  static void print() {
    System.out.println(new org.apache.kafka.common.TopicPartition("frames", 0));
  }

  static String format() {
    return String.format("%d", 28);
  }

  static String lower() {
    return "I".toLowerCase();
  }

  static String number() {
    return java.text.NumberFormat.getIntegerInstance().format(28);
  }

  static void await(boolean[] done) {
    org.awaitility.Awaitility.await().until(() -> done[0]);
  }
}

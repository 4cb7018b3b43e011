package org.mekiki.cluster;

import org.mekiki.text.Text;

/**
 * Something about a topic that is not as it should be.
 *
 * @param what a setting of the topic, {@code partitions} or {@code replication factor}
 * @param fixable whether it can be changed without moving or losing records
 */
public record TopicDifference(
    String topic, String what, String actual, String wanted, boolean fixable) {
  static final String PARTITIONS = "partitions";

  @Override
  public String toString() {
    return Text.of(
        "%s: %s is %s, should be %s%s",
        topic, what, actual, wanted, fixable ? "" : " (can't be changed on a living topic)");
  }
}

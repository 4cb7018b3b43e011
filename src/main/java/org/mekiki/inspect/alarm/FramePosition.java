package org.mekiki.inspect.alarm;

import java.util.Objects;

/**
 * Where a frame lies.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param frameId its id; empty where the frame could not be read
 */
public record FramePosition(String topic, int partition, long offset, String frameId) {
  public FramePosition {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(frameId, "frameId");
  }

  /** {@code topic-partition-offset}: the same under replay. */
  public String text() {
    return topic + "-" + partition + "-" + offset;
  }
}

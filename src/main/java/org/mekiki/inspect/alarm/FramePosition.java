package org.mekiki.inspect.alarm;

import java.util.Objects;

/**
 * Where a frame lies.
 *
 * @param frameId its id; empty where the frame could not be read
 * @param topicTag short form of the topic's own id; empty or null where that is not known
 */
public record FramePosition(
    String topic, int partition, long offset, String frameId, String topicTag) {
  public FramePosition {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(frameId, "frameId");
    topicTag = topicTag == null ? "" : topicTag;
  }

  /** {@code topic-partition-offset-tag}: the same under replay, and no other frame's. */
  public String text() {
    return topic + "-" + partition + "-" + offset + (topicTag.isEmpty() ? "" : "-" + topicTag);
  }
}

package org.mekiki.stream.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Views on their topic. */
public final class StoredViews {
  private StoredViews() {}

  /**
   * A view as it was stored.
   *
   * @param json UTF-8
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Stored(byte[] json, Instant at) {}

  /**
   * A model's newest view.
   *
   * @param stop whether to read no further
   * @return empty if none is stored
   * @throws org.apache.kafka.common.KafkaException if the topic isn't there or can't be read
   */
  public static Optional<Stored> of(
      String model, Map<String, Object> consumer, String topic, BooleanSupplier stop) {
    Optional<Stored> newest = Optional.empty();
    try (TopicFollower views = new TopicFollower(consumer, topic, true)) {
      boolean atEnd = false;
      while (!stop.getAsBoolean() && !atEnd) {
        for (TopicFollower.Entry entry : views.poll()) {
          if (model.equals(entry.key())) {
            newest =
                Optional.ofNullable(entry.value())
                    .map(json -> new Stored(json, Instant.ofEpochMilli(entry.timestamp())));
          }
        }
        atEnd = views.isAtEnd();
      }
    }
    return newest;
  }
}

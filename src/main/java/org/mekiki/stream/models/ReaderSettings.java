package org.mekiki.stream.models;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.mekiki.text.Text;

/**
 * How models are read.
 *
 * @param client what all Kafka clients have in common: {@code bootstrap.servers}, security
 * @param wanted models that this instance may serve; of others not a byte but the manifest is read
 * @param eager whether models are loaded as soon as they are known, while there is room for them;
 *     else when a frame first asks for them
 * @param minBackoff first pause after a failure, above 0; it doubles each time
 * @param maxBackoff longest pause after a failure
 * @param state folder in which it is remembered which signed version of each model was current;
 *     none: not over a restart
 */
public record ReaderSettings(
    Map<String, Object> client,
    String topic,
    Predicate<String> wanted,
    boolean eager,
    Duration minBackoff,
    Duration maxBackoff,
    Optional<Path> state) {
  public ReaderSettings {
    client = Map.copyOf(client);
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(wanted, "wanted");
    if (minBackoff.isNegative() || minBackoff.isZero() || maxBackoff.compareTo(minBackoff) < 0) {
      throw new IllegalArgumentException(
          Text.of(
              "backoff from %s to %s is not valid: the first must be above 0 and not above the"
                  + " second",
              minBackoff, maxBackoff));
    }
  }

  /** Remembers nothing. */
  public ReaderSettings(
      Map<String, Object> client,
      String topic,
      Predicate<String> wanted,
      boolean eager,
      Duration minBackoff,
      Duration maxBackoff) {
    this(client, topic, wanted, eager, minBackoff, maxBackoff, Optional.empty());
  }

  /** All models, as soon as they are known; pauses of 0.2 to 30 s. */
  public static ReaderSettings of(Map<String, Object> client, String topic) {
    return new ReaderSettings(
        client, topic, model -> true, true, Duration.ofMillis(200), Duration.ofSeconds(30));
  }

  /** Only these models. */
  public ReaderSettings wanting(Predicate<String> models) {
    return new ReaderSettings(client, topic, models, eager, minBackoff, maxBackoff, state);
  }

  /** Models when a frame first asks for them. */
  public ReaderSettings lazily() {
    return new ReaderSettings(client, topic, wanted, false, minBackoff, maxBackoff, state);
  }

  public ReaderSettings remembering(Path folder) {
    return new ReaderSettings(
        client, topic, wanted, eager, minBackoff, maxBackoff, Optional.of(folder));
  }

  /** Shows no password when it is logged. */
  @Override
  public String toString() {
    return "ReaderSettings[topic=" + topic + ", eager=" + eager + "]";
  }
}

package org.mekiki.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.mekiki.config.type.ValueTypes;

/**
 * Frames that lie outside of Kafka.
 *
 * @param allow what they may lie under; empty: references are not followed
 * @param timeout to bring a frame, retries included
 */
public record ReferenceSettings(List<URI> allow, Duration timeout) {
  static final ConfigGroup KEYS = new ConfigGroup();

  private static final String PATH = "[^,\\s\\p{Cntrl}?#\"<>\\\\^`{|}\\[\\]]*";
  private static final String HOST = "(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?";
  private static final String PLACE =
      "(?:file:///(?!/)(?=[^,])" + PATH + "|https?://" + HOST + "(?:/" + PATH + ")?)";

  public static final ConfigKey<String> ALLOW =
      KEYS.key(
          "references.allow",
          ValueTypes.text(
              "folders as file:///FOLDER and addresses as https://HOST:PORT/PATH or http://…,"
                  + " several separated by commas, none with .. in it, or nothing",
              "(?!.*(?:\\.\\.|%(?![0-9A-Fa-f]{2})))(?:|" + PLACE + "(?:," + PLACE + ")*)"),
          "",
          "What frames may lie under that a record only refers to, in its header reference. A"
              + " folder or an address covers everything below it. Not set: no reference is"
              + " followed.");
  public static final ConfigKey<Duration> TIMEOUT =
      KEYS.key(
          "references.timeout",
          ValueTypes.duration("100ms", "5m"),
          "5s",
          "Time to bring one such frame, with retries; after that it is a dead letter. At most a"
              + " third of the services' transaction-timeout.");

  public ReferenceSettings {
    allow = List.copyOf(allow);
  }

  static ReferenceSettings of(Values values) {
    String allow = values.get(ALLOW);
    return new ReferenceSettings(
        allow.isEmpty()
            ? List.of()
            : List.of(allow.split(",", -1)).stream().map(URI::create).toList(),
        values.get(TIMEOUT));
  }
}

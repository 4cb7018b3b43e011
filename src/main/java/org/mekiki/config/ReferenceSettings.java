package org.mekiki.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.AddressTypes;
import org.mekiki.config.type.ValueTypes;

/**
 * Frames that lie outside of Kafka.
 *
 * @param allow what they may lie under; empty: references are not followed
 * @param timeout to bring a frame, retries included
 */
public record ReferenceSettings(List<URI> allow, Duration timeout) {
  static final ConfigGroup KEYS = new ConfigGroup();

  private static final String PATH = "(?:(?!\\.\\.)[^,\\s\\p{Cntrl}\\p{Cs}?#\"<>\\\\^`{|}\\[\\]])*";
  private static final String HOST = "(?:(?!\\.\\.)[A-Za-z0-9.-])+|\\[[0-9A-Fa-f:.]+]";
  private static final String PLACE =
      "file:///(?!/)(?=[^,])" + PATH + "|https?://(?:" + HOST + ")(?::\\d{1,5})?(?:/" + PATH + ")?";

  public static final ConfigKey<List<URI>> ALLOW =
      KEYS.key(
          "references.allow",
          AddressTypes.addresses(
              "folders as file:///FOLDER and addresses as https://HOST:PORT/PATH or http://…,"
                  + " several separated by commas, none with .. in it, or nothing",
              PLACE),
          "",
          "Folders and addresses, with all below them, from which pictures may be read when a"
              + " record only refers to its picture (header reference). Not set: no reference is"
              + " followed.");
  public static final ConfigKey<Duration> TIMEOUT =
      KEYS.key(
          "references.timeout",
          ValueTypes.duration("100ms", "5m"),
          "5s",
          "Time to fetch one such picture, with retries; after that the frame is a dead"
              + " letter. At most a third of the services' transaction-timeout.");

  public ReferenceSettings {
    allow = List.copyOf(allow);
  }

  static ReferenceSettings of(Values values) {
    return new ReferenceSettings(values.get(ALLOW), values.get(TIMEOUT));
  }
}

package org.mekiki.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.type.Secrets;
import org.mekiki.config.type.ValueTypes;
import org.mekiki.text.Text;

/**
 * How to reach the cluster. What is not Mekiki's own is passed on to Kafka's clients as it is:
 * {@code kafka.<setting>} to all of them, {@code kafka.producer.<setting>} and the like to one kind
 * alone, where it wins.
 *
 * @param bootstrapServers {@code HOST:PORT,…}; empty if none was named
 */
public record KafkaSettings(
    Optional<String> bootstrapServers,
    Map<String, String> common,
    Map<String, String> consumer,
    Map<String, String> producer,
    Map<String, String> admin,
    Map<String, String> streams) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<String> BOOTSTRAP_SERVERS =
      KEYS.key(
          "kafka.bootstrap.servers",
          ValueTypes.hostPorts(),
          null,
          "Brokers to connect to first. Required by everything that talks to a cluster.");

  public KafkaSettings {
    common = Map.copyOf(common);
    consumer = Map.copyOf(consumer);
    producer = Map.copyOf(producer);
    admin = Map.copyOf(admin);
    streams = Map.copyOf(streams);
  }

  /** For a consumer of its own. Serializers, group and the like are the caller's. */
  public Map<String, Object> consumerProperties() {
    return merge(consumer);
  }

  /** For a producer of its own. */
  public Map<String, Object> producerProperties() {
    return merge(producer);
  }

  /** For an admin client of its own. */
  public Map<String, Object> adminProperties() {
    return merge(admin);
  }

  /** For Kafka Streams, whose clients' settings carry their kind in front. */
  public Map<String, Object> streamsProperties() {
    Map<String, Object> all = merge(streams);
    consumer.forEach((key, value) -> all.put("consumer." + key, value));
    producer.forEach((key, value) -> all.put("producer." + key, value));
    admin.forEach((key, value) -> all.put("admin." + key, value));
    return all;
  }

  private Map<String, Object> merge(Map<String, String> kind) {
    Map<String, Object> all = new HashMap<>(common);
    all.putAll(kind);
    bootstrapServers.ifPresent(servers -> all.put("bootstrap.servers", servers));
    return all;
  }

  /** Safe to log: secrets are masked. */
  @Override
  public String toString() {
    return Text.of(
        "KafkaSettings[bootstrapServers=%s, common=%s, consumer=%s, producer=%s, admin=%s,"
            + " streams=%s]",
        bootstrapServers.orElse(""),
        Secrets.shown(common),
        Secrets.shown(consumer),
        Secrets.shown(producer),
        Secrets.shown(admin),
        Secrets.shown(streams));
  }
}

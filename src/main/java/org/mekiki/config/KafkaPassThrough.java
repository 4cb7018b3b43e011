package org.mekiki.config;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Problems;
import org.mekiki.config.key.Setting;
import org.mekiki.config.key.Values;

/** Takes apart the settings that are passed on to Kafka, and refuses those that are Mekiki's. */
final class KafkaPassThrough {
  static final String PREFIX = "kafka.";

  private enum Kind {
    COMMON,
    CONSUMER,
    PRODUCER,
    ADMIN,
    STREAMS
  }

  /** Kafka's settings that the services need as they are, and what to do instead. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "set kafka.bootstrap.servers"),
          Map.entry("application.id", "set score.application-id or train.application-id"),
          Map.entry("group.id", "set score.application-id or train.application-id"),
          Map.entry("num.stream.threads", "set score.threads or train.threads"),
          Map.entry("processing.guarantee", "set score.guarantee"),
          Map.entry("commit.interval.ms", "set score.commit-interval or train.commit-interval"),
          Map.entry(
              "transaction.timeout.ms",
              "set score.transaction-timeout or train.transaction-timeout"),
          Map.entry("buffered.records.per.partition", "set score.buffered-frames"),
          Map.entry("group.protocol", "set score.group-protocol or train.group-protocol"),
          Map.entry("replication.factor", "set topics.replication-factor"),
          Map.entry("state.dir", "set score.state-dir or train.state-dir"),
          Map.entry("isolation.level", "leave it out: only committed records are read"),
          Map.entry("enable.auto.commit", "leave it out: offsets are committed with the scores"),
          Map.entry("transactional.id", "leave it out"),
          Map.entry("key.serializer", "leave it out"),
          Map.entry("value.serializer", "leave it out"),
          Map.entry("key.deserializer", "leave it out"),
          Map.entry("value.deserializer", "leave it out"),
          Map.entry("default.key.serde", "leave it out"),
          Map.entry("default.value.serde", "leave it out"));

  private final Map<Kind, Map<String, String>> settings = new EnumMap<>(Kind.class);

  KafkaPassThrough() {
    for (Kind kind : Kind.values()) {
      settings.put(kind, new TreeMap<>());
    }
  }

  static boolean isPassedOn(String name) {
    return name.startsWith(PREFIX) && name.length() > PREFIX.length();
  }

  /** The setting's name for an environment variable: Kafka's names are lower case with dots. */
  static String nameOf(String environmentName) {
    return environmentName
        .substring(ConfigKey.ENVIRONMENT_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
  }

  void add(String name, Setting setting, Problems problems) {
    String rest = name.substring(PREFIX.length());
    Kind kind = Kind.COMMON;
    for (Kind candidate : Kind.values()) {
      String start = candidate.name().toLowerCase(Locale.ROOT) + ".";
      if (candidate != Kind.COMMON && rest.startsWith(start)) {
        kind = candidate;
        rest = rest.substring(start.length());
      }
    }
    String instead = OURS.get(rest);
    if (instead != null) {
      problems.add(setting.where(), name + " is not passed on to Kafka; " + instead);
      return;
    }
    settings.get(kind).put(rest, setting.text());
  }

  KafkaSettings toSettings(Values values) {
    return new KafkaSettings(
        java.util.Optional.ofNullable(values.get(KafkaSettings.BOOTSTRAP_SERVERS)),
        settings.get(Kind.COMMON),
        settings.get(Kind.CONSUMER),
        settings.get(Kind.PRODUCER),
        settings.get(Kind.ADMIN),
        settings.get(Kind.STREAMS));
  }
}

package org.mekiki.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mekiki.config.key.ConfigKey;

/**
 * All settings. Each is defined in the record that holds its value, with what is valid, its default
 * and its description; the documentation is made of them.
 */
public final class ConfigKeys {
  private static final Map<String, ConfigKey<?>> ALL = new LinkedHashMap<>();

  static {
    Stream.of(
            KafkaSettings.KEYS,
            TopicsSettings.KEYS,
            RegistrySettings.KEYS,
            ReferenceSettings.KEYS,
            ScoreSettings.KEYS,
            AlarmSettings.KEYS,
            TrainSettings.KEYS,
            ModelsSettings.KEYS,
            PadimSettings.KEYS,
            ImageSettings.KEYS,
            WebSettings.KEYS,
            OnnxSettings.KEYS,
            MetricsSettings.KEYS,
            TracingSettings.KEYS)
        .flatMap(group -> group.keys().stream())
        .forEach(ConfigKeys::add);
  }

  private ConfigKeys() {}

  private static void add(ConfigKey<?> key) {
    if (ALL.putIfAbsent(key.name(), key) != null) {
      throw new IllegalStateException("setting " + key.name() + " is defined twice");
    }
  }

  /** All settings, in the order of the documentation; Kafka's own that are passed on not among. */
  public static List<ConfigKey<?>> all() {
    return List.copyOf(ALL.values());
  }

  static ConfigKey<?> find(String name) {
    return ALL.get(name);
  }

  static List<String> names() {
    return new ArrayList<>(ALL.keySet());
  }
}

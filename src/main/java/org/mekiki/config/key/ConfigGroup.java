package org.mekiki.config.key;

import java.util.ArrayList;
import java.util.List;
import org.mekiki.config.type.ValueType;

/** The settings of one record, in the order of the documentation. Each stands beside its use. */
public final class ConfigGroup {
  private final List<ConfigKey<?>> keys = new ArrayList<>();

  /** Adds a setting; the parts are those of {@link ConfigKey}. */
  public <T> ConfigKey<T> key(
      String name, ValueType<T> type, String defaultText, String description) {
    ConfigKey<T> key = new ConfigKey<>(name, type, defaultText, description);
    keys.add(key);
    return key;
  }

  public List<ConfigKey<?>> keys() {
    return List.copyOf(keys);
  }
}

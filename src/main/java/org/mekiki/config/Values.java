package org.mekiki.config;

import java.util.Map;

/** The values of all settings, each of its key's type. */
final class Values {
  private final Map<ConfigKey<?>, Object> values;

  Values(Map<ConfigKey<?>, Object> values) {
    this.values = values;
  }

  /** The value; null only for a setting without default that nobody required. */
  @SuppressWarnings("unchecked") // the loader puts in what the key's type parsed
  <T> T get(ConfigKey<T> key) {
    return (T) values.get(key);
  }
}

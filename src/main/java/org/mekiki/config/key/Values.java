package org.mekiki.config.key;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of all settings, each of its key's type. */
public final class Values {
  private final Map<ConfigKey<?>, Object> values;
  private final Set<String> written;

  /**
   * All values.
   *
   * @param written names of the settings that somebody wrote down; the others have their defaults
   */
  public Values(Map<ConfigKey<?>, Object> values, Set<String> written) {
    this.values = values;
    this.written = Set.copyOf(written);
  }

  /** Whether somebody wrote this setting down, even if with its default. */
  public boolean isWritten(ConfigKey<?> key) {
    return written.contains(key.name());
  }

  /** The value; null only for a setting without default that nobody required. */
  @SuppressWarnings("unchecked") // the loader puts in what the key's type parsed
  public <T> T get(ConfigKey<T> key) {
    return (T) values.get(key);
  }

  /** These values, but for some settings their defaults. */
  public Values withDefaults(List<ConfigKey<?>> keys) {
    Map<ConfigKey<?>, Object> all = new HashMap<>(values);
    keys.forEach(key -> all.put(key, key.defaultValue()));
    return new Values(all, written);
  }
}

package org.mekiki.config.key;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a configuration, so that people hear of it all at once. */
public final class Problems {
  private final List<String> found = new ArrayList<>();
  private final Set<ConfigKey<?>> settings = new HashSet<>();

  /** Notes a problem of one setting's value, as {@link #add(String, String)} does. */
  public void add(ConfigKey<?> setting, String where, String message) {
    settings.add(setting);
    add(where, message);
  }

  /** The settings whose values are wrong by themselves. */
  public Set<ConfigKey<?>> settings() {
    return settings;
  }

  /**
   * Notes a problem.
   *
   * @param where e.g. {@code mekiki.properties:3}; empty if it belongs to no place
   * @param message a sentence that names the setting, its value and what is valid
   */
  public void add(String where, String message) {
    String problem = where.isEmpty() ? message : where + ": " + message;
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Refuses the configuration if there was any problem. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }
}

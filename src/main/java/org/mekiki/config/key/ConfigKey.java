package org.mekiki.config.key;

import java.util.Locale;
import java.util.Objects;
import org.mekiki.config.type.ValueType;

/**
 * One setting.
 *
 * @param name as in a properties file, e.g. {@code score.threads}
 * @param type how its text is read and what is valid
 * @param defaultText what counts where nothing is said; null if there is no default
 * @param description a sentence or two for people, with the unit
 * @param <T> what its value is
 */
public record ConfigKey<T>(String name, ValueType<T> type, String defaultText, String description) {
  /** What the names of environment variables begin with. */
  public static final String ENVIRONMENT_PREFIX = "MEKIKI_";

  public ConfigKey {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    Objects.requireNonNull(description);
    if (defaultText != null) {
      type.parse(defaultText);
    }
  }

  /** Its environment variable, e.g. {@code MEKIKI_SCORE_THREADS}. */
  public String environmentName() {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The default value; null if there is none. */
  public T defaultValue() {
    return defaultText == null ? null : type.parse(defaultText);
  }
}

package org.mekiki.config;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * One setting.
 *
 * @param byDefault its value where nothing is said
 * @param written a valid text that is not the default
 * @param explicit what that text becomes
 * @param getter where the value arrives
 */
record SettingCase(
    String key,
    Object byDefault,
    String written,
    Object explicit,
    Function<MekikiConfig, Object> getter) {
  static final Path FILE = Path.of("pom.xml");

  @Override
  public String toString() {
    return key;
  }
}

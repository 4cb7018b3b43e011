package org.mekiki.config;

/**
 * The type of a setting: how its text is read, and what is legal.
 *
 * @param <T> what it becomes
 */
public interface ValueType<T> {
  /**
   * Reads a value.
   *
   * @param text without spaces around it
   * @throws IllegalArgumentException if it isn't legal
   */
  T parse(String text);

  /** What is legal, to follow the words "legal is". */
  String legal();
}

package org.mekiki.config.type;

/**
 * The type of a setting: how its text is read, and what is valid.
 *
 * @param <T> what it becomes
 */
public interface ValueType<T> {
  /**
   * Reads a value.
   *
   * @param text without spaces around it
   * @throws IllegalArgumentException if it isn't valid
   */
  T parse(String text);

  /** What is valid, to follow the words "valid:". */
  String legal();
}

package org.mekiki.stream.letters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a letter lies on the topic of dead letters.
 *
 * @param partition 0 or more
 * @param offset 0 or more
 */
public record LetterPosition(int partition, long offset) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  /**
   * Reads {@code partition:offset}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static LetterPosition parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a position; write PARTITION:OFFSET as 'list' shows it, for example 3:17");
    }
    return new LetterPosition(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return partition + ":" + offset;
  }
}

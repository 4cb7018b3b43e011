package org.mekiki.text;

import java.util.regex.Pattern;

/**
 * Text from outside, as people may see it on a terminal, in a log or in a report. Cameras' names,
 * record keys, headers, file names and what other programs say of them are chosen by anybody. A
 * line break in one would forge a line, an escape sequence would move the cursor or set the
 * window's title, and a character that turns the direction of writing would show another name.
 */
public final class Plain {
  /**
   * Control characters (Cc), line and paragraph separators, and characters that only change how
   * others are shown (Cf: direction, zero width, byte order mark), but not the two that scripts
   * need to join letters or keep them apart. The log's layout replaces the same; a test compares.
   */
  public static final String UNPRINTABLE =
      "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}&&[^\\u200C\\u200D]]+";

  private static final Pattern NOT_IN_A_LINE = Pattern.compile(UNPRINTABLE);
  private static final Pattern NOT_IN_LINES =
      Pattern.compile(UNPRINTABLE.replace("\\u200D", "\\u200D\\n"));

  private Plain() {}

  /** On one line: each run of such characters becomes a space. */
  public static String line(String text) {
    return NOT_IN_A_LINE.matcher(text).replaceAll(" ");
  }

  /** The same for text of several lines, of which each part from outside has been made plain. */
  public static String lines(String text) {
    return NOT_IN_LINES.matcher(text).replaceAll(" ");
  }
}

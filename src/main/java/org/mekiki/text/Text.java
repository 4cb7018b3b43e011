package org.mekiki.text;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/** Text with values in it, the same on every machine: digits and points are not the machine's. */
public final class Text {
  private Text() {}

  /** The format of {@link String#format(String, Object...)} with its values, e.g. {@code %.2f}. */
  @FormatMethod
  public static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The beginning of a text, for a line that has other things to say; a longer one ends with …. */
  public static String start(String text, int most) {
    return text.length() <= most ? text : cut(text, most) + "…";
  }

  /** At most this many of a text's first chars. A character of two chars is not cut in half. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean half = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, half ? most - 1 : most);
  }
}

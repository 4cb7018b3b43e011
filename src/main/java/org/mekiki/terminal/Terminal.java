package org.mekiki.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.mekiki.text.Plain;

/**
 * What a command has to do with the world outside: tests hand in their own.
 *
 * @param out results; what other programs read
 * @param err messages and progress for people
 * @param interactive whether a person watches, so that progress may be drawn
 * @param lifecycle where services register what to close, and wait for their end
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    boolean interactive,
    Lifecycle lifecycle) {

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** A line of result. What comes from outside is an argument, and made {@link Plain}. */
  public void print(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, plain(arguments)));
    out.flush();
  }

  /** Lines of result, of which each part from outside is plain already. */
  public void printLines(String text) {
    out.println(Plain.lines(text));
    out.flush();
  }

  /** A line for people. What comes from outside is an argument, and made {@link Plain}. */
  public void tell(String format, Object... arguments) {
    err.println(String.format(Locale.ROOT, format, plain(arguments)));
    err.flush();
  }

  /** Lines for people: several sentences. */
  public void tellLines(String text) {
    err.println(Plain.lines(text));
    err.flush();
  }

  private static Object[] plain(Object... arguments) {
    Object[] plain = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      boolean harmless =
          argument == null || argument instanceof Number || argument instanceof Boolean;
      plain[i] = harmless ? argument : Plain.line(String.valueOf(argument));
    }
    return plain;
  }
}

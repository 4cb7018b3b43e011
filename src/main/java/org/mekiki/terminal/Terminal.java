package org.mekiki.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/**
 * What a command has to do with the world outside: tests hand in their own.
 *
 * @param out results; what other programs read
 * @param err messages and progress for people
 * @param environment variables
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

  /** {@code 1 frame}, {@code 2 frames}. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A line of result. */
  public void print(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  /** A line for people. */
  public void tell(String format, Object... arguments) {
    err.println(String.format(Locale.ROOT, format, arguments));
    err.flush();
  }
}

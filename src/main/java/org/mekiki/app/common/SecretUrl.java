package org.mekiki.app.common;

import java.util.Map;
import org.mekiki.terminal.CommandException;

/** Addresses that may carry a secret: {@code env:NAME} keeps them off the command line. */
public final class SecretUrl {
  private static final String FROM_ENVIRONMENT = "env:";

  private SecretUrl() {}

  /**
   * The address itself.
   *
   * @throws CommandException if it names a variable that is not set
   */
  public static String resolve(String flag, String given, Map<String, String> environment) {
    if (!given.startsWith(FROM_ENVIRONMENT)) {
      return given;
    }
    String name = given.substring(FROM_ENVIRONMENT.length());
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw CommandException.badUsage(
          flag + " " + given + ": there is no environment variable " + name);
    }
    return value.strip();
  }
}

package org.mekiki.terminal;

/** A command can't go on, for a reason that people can do something about: no stack trace. */
public class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  protected CommandException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What was asked for can't be done now: exit code 1. */
  public static CommandException failed(String message) {
    return new CommandException(ExitCodes.FAILED, message, null);
  }

  /** What was asked for is wrong: exit code 2. */
  public static CommandException badUsage(String message) {
    return new CommandException(ExitCodes.BAD_USAGE, message, null);
  }

  /** With which code the program ends. */
  public int exitCode() {
    return exitCode;
  }
}

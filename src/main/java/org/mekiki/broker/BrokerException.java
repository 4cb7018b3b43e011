package org.mekiki.broker;

import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;

/** The embedded broker can't start or stop; the message says what to do about it. */
public final class BrokerException extends CommandException {
  private static final long serialVersionUID = 1L;

  private BrokerException(int exitCode, String message, Throwable cause) {
    super(exitCode, message, cause);
  }

  /** Its port or its folder can't be used: exit code 2. */
  static BrokerException refused(String message) {
    return new BrokerException(ExitCodes.BAD_USAGE, message, null);
  }

  /** Kafka gave up: exit code 1. */
  static BrokerException failed(String message, Throwable cause) {
    return new BrokerException(ExitCodes.FAILED, message, cause);
  }
}

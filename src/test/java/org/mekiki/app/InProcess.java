package org.mekiki.app;

import org.mekiki.terminal.ExitCodes;

/** Runs commands inside the test's own process, for tests of other packages. */
public final class InProcess {
  private InProcess() {}

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException if it does not end well, with what it printed
   */
  public static void run(String... command) {
    FakeTerminal terminal = new FakeTerminal();
    int exit = terminal.run(command);
    if (exit != ExitCodes.OK) {
      throw new IllegalStateException(
          String.join(" ", command)
              + " ended with "
              + exit
              + ": "
              + terminal.out()
              + terminal.err());
    }
  }
}

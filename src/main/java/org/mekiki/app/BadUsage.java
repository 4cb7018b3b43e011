package org.mekiki.app;

import java.util.List;
import java.util.Optional;
import org.mekiki.text.DidYouMean;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line. */
final class BadUsage {
  private static final int ONE_LETTER = "-x".length();

  private BadUsage() {}

  /** A sentence without a full stop. */
  static String sentence(ParameterException e) {
    return unknown(e)
        .map(written -> sentence(written, e.getCommandLine()))
        .orElseGet(() -> WrongArgument.sentence(e));
  }

  /** The first word that is not known; empty if something else is wrong. */
  private static Optional<String> unknown(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched.getUnmatched().stream().findFirst();
    }
    // picocli's "help" gives the name of the command that it doesn't know.
    return e.getArgSpec() == null ? Optional.ofNullable(e.getValue()) : Optional.empty();
  }

  private static String sentence(String written, CommandLine command) {
    if (written.startsWith("-")) {
      String option = written.replaceFirst("=.*", "");
      return quoted(option) + " is not an option of " + name(command) + optionHint(option, command);
    }
    if (command.getSubcommands().isEmpty()) {
      return quoted(written) + " is not expected here";
    }
    List<String> commands = List.copyOf(command.getSubcommands().keySet());
    String hint = DidYouMean.hint(written, commands);
    if (command.getParent() == null) {
      return quoted(written) + " is not a command" + hint;
    }
    return quoted(written)
        + " is not a command of "
        + name(command)
        + (hint.isEmpty() ? "; valid: " + String.join(", ", commands) : hint);
  }

  private static String optionHint(String option, CommandLine command) {
    boolean known =
        command.getSubcommands().values().stream()
            .anyMatch(child -> child.getCommandSpec().optionsMap().containsKey(option));
    if (known) {
      return "; write options after the command";
    }
    // One letter is near to every other one.
    return option.length() <= ONE_LETTER
        ? ""
        : DidYouMean.hint(option, command.getCommandSpec().optionsMap().keySet());
  }

  private static String name(CommandLine command) {
    return quoted(command.getCommandSpec().qualifiedName());
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}

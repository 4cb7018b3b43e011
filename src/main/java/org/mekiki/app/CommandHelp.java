package org.mekiki.app;

import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Which of the common flags a command's help shows: those that it uses. The others are still taken,
 * so that one set of flags can go to several commands.
 */
final class CommandHelp {
  private static final Set<String> NETWORK = Set.of("--backbone", "--features", "--dimensions");
  private static final Set<String> SEED = Set.of("--seed");
  private static final Set<String> KAFKA = Set.of("--bootstrap");

  /** Commands that use the flags; those of Kafka also all sub-commands of one that is named. */
  private static final Map<Set<String>, Set<String>> USED_BY =
      Map.of(
          NETWORK,
              Set.of(
                  "demo",
                  "score",
                  "train",
                  "evaluate",
                  "bench",
                  "rescore",
                  "detect",
                  "tune",
                  "view show",
                  "view preview"),
          SEED,
              Set.of(
                  "demo",
                  "train",
                  "evaluate",
                  "bench",
                  "teach",
                  "publish",
                  "detect",
                  "tune",
                  "view show",
                  "view preview"),
          KAFKA,
              Set.of(
                  "score",
                  "train",
                  "teach",
                  "publish",
                  "watch",
                  "alerts",
                  "models",
                  "dead-letters",
                  "rescore",
                  "topics",
                  "detect"));

  private CommandHelp() {}

  /** Hides what the commands of a parser don't use. */
  static void hideUnused(CommandLine root) {
    root.getSubcommands().forEach((command, line) -> hideUnused(command, command, line));
  }

  private static void hideUnused(String command, String path, CommandLine line) {
    USED_BY.forEach(
        (flags, users) -> {
          boolean used =
              flags.equals(KAFKA)
                  ? users.contains(command) && !isWithoutKafka(line)
                  : users.contains(path);
          if (!used) {
            flags.forEach(flag -> hide(line.getCommandSpec(), flag));
          }
        });
    line.getSubcommands().forEach((name, child) -> hideUnused(command, path + " " + name, child));
  }

  private static boolean isWithoutKafka(CommandLine line) {
    return List.of("keygen").contains(line.getCommandName());
  }

  /** Keeps the order of the flags: picocli fills the parameters of a method by it. */
  private static void hide(CommandSpec spec, String flag) {
    OptionSpec option = spec.findOption(flag);
    if (option != null && !option.hidden()) {
      OptionSpec hidden = OptionSpec.builder(option).hidden(true).build();
      List<ArgSpec> inOrder = spec.args().stream().filter(arg -> arg.group() == null).toList();
      inOrder.forEach(spec::remove);
      inOrder.forEach(arg -> spec.add(arg == option ? hidden : arg));
    }
  }
}

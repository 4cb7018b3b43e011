package org.mekiki.app;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
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

  /** Commands that use the flags; their sub-commands use those of Kafka only. */
  private static final Map<Set<String>, Set<String>> USED_BY =
      Map.of(
          NETWORK, Set.of("demo", "score", "train", "evaluate", "bench", "rescore"),
          SEED, Set.of("demo", "train", "evaluate", "bench", "teach", "publish"),
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
                  "topics"));

  private CommandHelp() {}

  /** Hides what the commands of a parser don't use. */
  static void hideUnused(CommandLine root) {
    root.getSubcommands().forEach((command, line) -> hideUnused(command, line, true));
  }

  private static void hideUnused(String command, CommandLine line, boolean top) {
    USED_BY.forEach(
        (flags, users) -> {
          boolean used =
              users.contains(command) && (flags.equals(KAFKA) ? !isWithoutKafka(line) : top);
          if (!used) {
            flags.forEach(flag -> hide(line.getCommandSpec(), flag));
          }
        });
    line.getSubcommands().values().forEach(child -> hideUnused(command, child, false));
  }

  private static boolean isWithoutKafka(CommandLine line) {
    return List.of("keygen").contains(line.getCommandName());
  }

  /** Not for commands that are methods: picocli fills their parameters by the options' order. */
  private static void hide(CommandSpec spec, String flag) {
    OptionSpec option = spec.findOption(flag);
    if (option != null && !(spec.userObject() instanceof Method)) {
      spec.remove(option);
      spec.addOption(OptionSpec.builder(option).hidden(true).build());
    }
  }
}

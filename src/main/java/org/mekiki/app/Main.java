package org.mekiki.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.mekiki.app.alerts.AlertsCommand;
import org.mekiki.app.backbone.BackboneCommand;
import org.mekiki.app.backbone.BackboneQuantizeCommand;
import org.mekiki.app.bench.BenchCommand;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.app.demo.DemoCommand;
import org.mekiki.app.evaluate.DatasetCommand;
import org.mekiki.app.evaluate.DetectCommand;
import org.mekiki.app.evaluate.EvaluateCommand;
import org.mekiki.app.evaluate.TuneCommand;
import org.mekiki.app.evaluate.ViewCommand;
import org.mekiki.app.letters.DeadLettersCommand;
import org.mekiki.app.letters.DeadLettersReplayCommand;
import org.mekiki.app.letters.DeadLettersSkipCommand;
import org.mekiki.app.models.ModelsCommand;
import org.mekiki.app.models.ModelsDeleteCommand;
import org.mekiki.app.models.ModelsExportCommand;
import org.mekiki.app.models.ModelsImportCommand;
import org.mekiki.app.models.ModelsKeygenCommand;
import org.mekiki.app.models.ModelsVerifyCommand;
import org.mekiki.app.publish.PublishCommand;
import org.mekiki.app.rescore.RescoreCommand;
import org.mekiki.app.serve.ScoreCommand;
import org.mekiki.app.serve.TrainCommand;
import org.mekiki.app.teach.TeachCommand;
import org.mekiki.app.teach.TrainRunsCommand;
import org.mekiki.app.topics.AclsCommand;
import org.mekiki.app.topics.AsyncApiCommand;
import org.mekiki.app.topics.BrokerCommand;
import org.mekiki.app.topics.TopicsCommand;
import org.mekiki.app.watch.WatchCommand;
import org.mekiki.config.key.ConfigException;
import org.mekiki.stream.registry.RegistryException;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.terminal.Version;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/**
 * Entry point: {@code mekiki COMMAND}. Ends with 0 if all is well, 1 if something failed, 2 if
 * flags or configuration are wrong.
 *
 * <p>A command is a {@link Callable} of an exit code, made with the {@link Terminal}, listed in
 * {@link #COMMANDS} and made by {@link #command}. It loads its configuration by {@link
 * CommonOptions}, registers what it opens with the {@link Lifecycle}, and throws {@link
 * CommandException} for what people can fix.
 */
public final class Main {
  /** Stands for what Java could not decode. */
  private static final char REPLACEMENT = '\uFFFD';

  /** Bits of a file's mode that tell its type, and a pipe's (POSIX). */
  private static final int FILE_TYPE = 0170000;

  private static final int PIPE = 0010000;

  /** In the order of the help. */
  static final List<String> COMMANDS =
      List.of(
          "demo",
          "score",
          "train",
          "teach",
          "publish",
          "watch",
          "alerts",
          "models",
          "dead-letters",
          "rescore",
          "evaluate",
          "detect",
          "tune",
          "backbone",
          "dataset",
          "view",
          "bench",
          "topics",
          "acls",
          "asyncapi",
          "broker");

  private Main() {}

  public static void main(String[] args) {
    Optional<String> tooFew = FileHandles.problem();
    if (tooFew.isPresent()) {
      System.err.println(tooFew.get());
      System.exit(ExitCodes.FAILED);
    }
    VectorModule.load().ifPresent(System.err::println);
    Lifecycle lifecycle = new Lifecycle();
    lifecycle.catchSignals();
    Terminal terminal =
        new Terminal(
            new PrintWriter(System.out, false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, false, StandardCharsets.UTF_8),
            System.getenv(),
            isInteractive(),
            lifecycle);
    System.exit(run(terminal, Main::printsToPipe, args));
  }

  /** Writing to a pipe fails only if its reader has ended, as {@code head} does: no fault. */
  private static boolean printsToPipe() {
    try {
      int mode = (int) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode");
      return (mode & FILE_TYPE) == PIPE;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // This system doesn't tell.
      return false;
    }
  }

  /**
   * Whether a person watches; from JDK 22 on there is a console even where there is no terminal.
   */
  private static boolean isInteractive() {
    java.io.Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Runs a command whose output is no pipe, see the other one. */
  static int run(Terminal terminal, String... args) {
    return run(terminal, () -> false, args);
  }

  /**
   * Runs a command, closes what it opened, and returns the exit code.
   *
   * @param pipe whether results go into a pipe
   */
  private static int run(Terminal terminal, BooleanSupplier pipe, String... args) {
    try {
      Optional<String> garbled = garbled(args);
      if (garbled.isPresent()) {
        terminal.tell("%s", garbled.get());
        return ExitCodes.BAD_USAGE;
      }
      int exit = commandLine(terminal, args).execute(args);
      return exit == ExitCodes.OK && terminal.out().checkError() ? unprinted(terminal, pipe) : exit;
    } catch (LinkageError e) { // picocli hands exceptions on, errors not
      terminal.tell("%s", NativeLibraries.sentence(e).orElseThrow(() -> e));
      return ExitCodes.FAILED;
    } finally {
      terminal.lifecycle().close();
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /** Standard output is a file on a full disk, or the program that read it has ended. */
  private static int unprinted(Terminal terminal, BooleanSupplier pipe) {
    if (!pipe.getAsBoolean()) {
      terminal.tell("not all of the output could be written to standard output");
    }
    return ExitCodes.FAILED;
  }

  /** Why the arguments are not those that were typed; empty if they are. */
  private static Optional<String> garbled(String[] args) {
    for (String argument : args) {
      if (argument.indexOf(REPLACEMENT) >= 0) {
        return Optional.of(
            "'"
                + argument
                + "' has characters that this system's character set, "
                + System.getProperty("sun.jnu.encoding")
                + ", can't represent; set the environment variable LC_ALL to C.UTF-8");
      }
    }
    return Optional.empty();
  }

  private static Callable<Integer> command(String name, Terminal terminal) {
    return switch (name) {
      case "demo" -> new DemoCommand(terminal);
      case "score" -> new ScoreCommand(terminal);
      case "train" -> new TrainCommand(terminal);
      case "teach" -> new TeachCommand(terminal);
      case "publish" -> new PublishCommand(terminal);
      case "watch" -> new WatchCommand(terminal);
      case "alerts" -> new AlertsCommand(terminal);
      case "models" -> new ModelsCommand(terminal);
      case "dead-letters" -> new DeadLettersCommand(terminal);
      case "rescore" -> new RescoreCommand(terminal);
      case "evaluate" -> new EvaluateCommand(terminal);
      case "detect" -> new DetectCommand(terminal);
      case "tune" -> new TuneCommand(terminal);
      case "backbone" -> new BackboneCommand(terminal);
      case "dataset" -> new DatasetCommand(terminal);
      case "view" -> new ViewCommand(terminal);
      case "bench" -> new BenchCommand(terminal);
      case "topics" -> new TopicsCommand(terminal);
      case "acls" -> new AclsCommand(terminal);
      case "asyncapi" -> new AsyncApiCommand(terminal);
      case "broker" -> new BrokerCommand(terminal);
      default -> throw new IllegalArgumentException("no command '" + name + "'");
    };
  }

  /** Commands of a command that are classes; others are its methods. */
  private static List<Callable<Integer>> below(String name, Terminal terminal) {
    return switch (name) {
      case "backbone" -> List.of(new BackboneQuantizeCommand(terminal));
      case "train" -> List.of(new TrainRunsCommand(terminal));
      case "models" ->
          List.of(
              new ModelsVerifyCommand(terminal),
              new ModelsExportCommand(terminal),
              new ModelsImportCommand(terminal),
              new ModelsDeleteCommand(terminal),
              new ModelsKeygenCommand(terminal));
      case "dead-letters" ->
          List.of(new DeadLettersReplayCommand(terminal), new DeadLettersSkipCommand(terminal));
      default -> List.of();
    };
  }

  /**
   * The parser of what was typed: of one command if the arguments begin with its name, because to
   * prepare all of them takes a third of a second; otherwise of all.
   */
  static CommandLine commandLine(Terminal terminal, String... args) {
    List<String> names =
        args.length > 0 && COMMANDS.contains(args[0]) ? List.of(args[0]) : COMMANDS;
    CommandLine line = new CommandLine(new Root());
    for (String name : names) {
      CommandLine command = new CommandLine(command(name, terminal));
      below(name, terminal).forEach(command::addSubcommand);
      line.addSubcommand(command);
    }
    line.addSubcommand(new CommandLine.HelpCommand());
    CommandHelp.hideUnused(line);
    return line.registerConverter(Path.class, new PathArgument())
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpAutoWidth(terminal.interactive())
        .setExecutionStrategy(new NumberRanges())
        .setParameterExceptionHandler((e, arguments) -> badUsage(terminal, e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(terminal, e));
  }

  private static int badUsage(Terminal terminal, ParameterException e) {
    terminal.tell("%s", BadUsage.sentence(e));
    terminal.tell("see '%s --help'", e.getCommandLine().getCommandSpec().qualifiedName());
    return ExitCodes.BAD_USAGE;
  }

  private static int failed(Terminal terminal, Exception e) {
    if (terminal.lifecycle().isStopping() && Thread.currentThread().isInterrupted()) {
      // Files and sockets fail under an interrupt, for no reason that people could do anything
      // about.
      return stopped(terminal);
    }
    if (e instanceof ConfigException) {
      terminal.tellLines(e.getMessage());
      return ExitCodes.BAD_USAGE;
    }
    if (e instanceof CommandException expected) {
      terminal.tellLines(e.getMessage());
      return expected.exitCode();
    }
    if (e instanceof RegistryException) {
      terminal.tellLines(e.getMessage());
      return ExitCodes.FAILED;
    }
    if (terminal.lifecycle().isStopping()) {
      return stopped(terminal);
    }
    Optional<String> trouble = WrittenFile.trouble(e);
    if (trouble.isPresent()) {
      terminal.tell("%s", trouble.get());
      return ExitCodes.FAILED;
    }
    Optional<String> advice = StreamsRunner.advice(e);
    advice.ifPresent(sentence -> terminal.tell("%s", sentence));
    LoggerFactory.getLogger(Main.class)
        .error(advice.isPresent() ? "failed" : "unexpected failure", e);
    return ExitCodes.FAILED;
  }

  private static int stopped(Terminal terminal) {
    terminal.tell("stopped before the end");
    return ExitCodes.FAILED;
  }

  /** The command without a command's name: shows the help. */
  @Command(
      name = "mekiki",
      mixinStandardHelpOptions = true,
      versionProvider = VersionLine.class,
      synopsisSubcommandLabel = "COMMAND",
      description =
          "Inspects camera frames on Apache Kafka: learns from good frames and finds defects.",
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:all is well", "1:something failed", "2:flags or configuration are wrong"})
  private static final class Root implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
      spec.commandLine().usage(spec.commandLine().getErr());
      return ExitCodes.BAD_USAGE;
    }
  }

  /** As {@code --version} prints it: {@code mekiki 0.1.0 (e13a5782c8f0)}. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String commit = Version.commit().map(known -> " (" + known + ")").orElse("");
      return new String[] {"mekiki " + Version.current() + commit};
    }
  }
}

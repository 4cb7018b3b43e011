package org.mekiki.app.letters;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.header.Header;
import org.mekiki.app.common.CameraName;
import org.mekiki.app.common.ClusterOptions;
import org.mekiki.app.common.KafkaOptions;
import org.mekiki.app.common.ResultFile;
import org.mekiki.app.common.WrittenFile;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.letters.DeadLetter;
import org.mekiki.stream.letters.LetterBox;
import org.mekiki.stream.letters.LetterPosition;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mekiki dead-letters}: what could not be scored, and why. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Lists and shows frames that could not be scored, sends them again, or skips a frame that"
            + " blocks its partition.")
public final class DeadLettersCommand implements Callable<Integer> {
  /** Characters of a header's value that are shown. */
  private static final int SHOWN = 300;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  public DeadLettersCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "list, show, replay or skip is missing");
  }

  /** The configuration, once the topics are known to be there. */
  static MekikiConfig connect(ClusterOptions options, Terminal terminal)
      throws InterruptedException {
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      TopicsThere.require(admin, List.of(config.topics().deadLetters(), config.topics().frames()));
    }
    return config;
  }

  private static LetterBox open(MekikiConfig config) {
    return new LetterBox(config.kafka().consumerProperties(), config.topics().deadLetters().name());
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists dead letters whose frames were not sent again: position, time, camera, reason,"
            + " message.",
        "The last line counts them by reason."
      })
  Integer list(
      @Mixin KafkaOptions options,
      @Mixin LetterFilter filter,
      @Option(names = "--replayed", description = "Also list letters whose frames were sent again.")
          boolean withReplayed)
      throws InterruptedException {
    MekikiConfig config = connect(options, terminal);
    Map<String, Long> reasons = new TreeMap<>();
    long[] again = {0};
    try (LetterBox box = open(config)) {
      Set<LetterPosition> replayed = box.replayed(terminal.lifecycle()::isStopping);
      box.forEach(
          letter -> {
            boolean sent = replayed.contains(letter.position());
            if (!filter.wants(letter)) {
              return;
            }
            again[0] += sent ? 1 : 0;
            if (!sent || withReplayed) {
              reasons.merge(letter.reason(), 1L, Long::sum);
              terminal.print("%s", line(letter, sent));
            }
          },
          terminal.lifecycle()::isStopping);
    }
    terminal.tell(
        "%s %s, %d sent again",
        Counted.of(reasons.values().stream().mapToLong(Long::longValue).sum(), "dead letter"),
        reasons,
        again[0]);
    return ExitCodes.OK;
  }

  private static String line(DeadLetter letter, boolean sent) {
    return Text.of(
        "%s  %s  %s  %s  %s%s",
        letter.position(),
        Instant.ofEpochMilli(letter.timestamp()),
        CameraName.shown(letter.camera()),
        letter.reason(),
        letter.message(),
        sent ? "  (sent again)" : "");
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a dead letter with all headers. With --save it also saves the frame.")
  Integer show(
      @Mixin KafkaOptions options,
      @Parameters(paramLabel = "PARTITION:OFFSET", description = "As 'list' shows it.")
          String position,
      @Option(
              names = "--save",
              converter = ResultFile.class,
              paramLabel = "FILE",
              description = "Save the frame to this new file.")
          Path file)
      throws InterruptedException {
    LetterPosition at = position(position);
    try (LetterBox box = open(connect(options, terminal))) {
      DeadLetter letter = box.letter(at).orElseThrow(() -> unknown(at));
      print(letter);
      if (file != null) {
        save(letter, file);
      }
    }
    return ExitCodes.OK;
  }

  private void print(DeadLetter letter) {
    terminal.print("%s  %s", letter.position(), Instant.ofEpochMilli(letter.timestamp()));
    terminal.print("camera: %s", letter.camera());
    terminal.print("reason: %s", letter.reason());
    terminal.print("%s", letter.message());
    terminal.print("frame: %s", letter.input().orElse("(it does not say which)"));
    terminal.print(
        "value: %s",
        letter.value() == null
            ? letter.isOmitted() ? "left out, too large" : "none"
            : letter.value().length + " bytes");
    for (Header header : letter.headers()) {
      terminal.print("header %s: %s", header.key(), text(header.value()));
    }
  }

  private static String text(byte[] value) {
    return value == null ? "" : Text.start(new String(value, StandardCharsets.UTF_8), SHOWN);
  }

  private void save(DeadLetter letter, Path file) {
    if (letter.value() == null) {
      throw CommandException.failed("letter " + letter.position() + " holds no frame to save");
    }
    WrittenFile.writeNew(file, target -> Files.write(target, letter.value()));
    terminal.tell("saved to %s", file);
  }

  static LetterPosition position(String text) {
    try {
      return LetterPosition.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.badUsage(e.getMessage());
    }
  }

  private static CommandException unknown(LetterPosition at) {
    return CommandException.failed(
        "there is no dead letter " + at + "; 'mekiki dead-letters list' shows those there are");
  }
}

package org.mekiki.app.letters;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.cluster.FrameOrigin;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.letters.DeadLetter;
import org.mekiki.stream.letters.DeadLetterReplay;
import org.mekiki.stream.letters.LetterPosition;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mekiki dead-letters replay}: sends frames again whose cause is fixed. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the frames of dead letters to the frames topic again, with their headers and frame"
          + " ids.",
      "Frames that were sent again before are left out, so you can repeat the command."
    })
public final class DeadLettersReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;
  @Mixin private LetterFilter filter;

  @Parameters(
      paramLabel = "PARTITION:OFFSET",
      arity = "0..*",
      description = "Single letters, as 'list' shows them.")
  private List<String> positions = List.of();

  @Option(names = "--all", description = "All letters.")
  private boolean all;

  public DeadLettersReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Set<LetterPosition> single = new HashSet<>();
    positions.forEach(text -> single.add(DeadLettersCommand.position(text)));
    if (single.isEmpty() && !filter.isSet() && !all) {
      throw CommandException.badUsage(
          "say which letters: PARTITION:OFFSET, --reason, --camera or --all");
    }
    MekikiConfig config = DeadLettersCommand.connect(options, terminal);
    Tally tally = new Tally();
    try (DeadLetterReplay replay =
        new DeadLetterReplay(
            config.kafka().consumerProperties(),
            config.kafka().producerProperties(),
            config.topics().deadLetters().name(),
            config.topics().frames().name(),
            framesTag(config),
            config.topics().maxMessageBytes(),
            tally)) {
      replay.replay(
          letter ->
              filter.wants(letter) && (single.isEmpty() || single.contains(letter.position())),
          terminal.lifecycle()::isStopping);
    } catch (KafkaException e) {
      throw CommandException.failed(
          "not all frames were sent again ("
              + e.getMessage()
              + "); repeat the command, those that were are left out");
    }
    terminal.print(
        "%s sent again, %d were before, %d left",
        Counted.of(tally.sent, "frame"), tally.already, tally.left);
    if (tally.sent + tally.already + tally.left < single.size()) {
      throw CommandException.failed("some of these letters are not on the topic");
    }
    return tally.left == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private String framesTag(MekikiConfig config) throws InterruptedException {
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      return FrameOrigin.of(admin, config.topics()).topicTag();
    }
  }

  private final class Tally implements DeadLetterReplay.Listener {
    private int sent;
    private int already;
    private int left;

    @Override
    public void sent(DeadLetter letter) {
      sent++;
    }

    @Override
    public void already(DeadLetter letter) {
      already++;
    }

    @Override
    public void left(DeadLetter letter, String why) {
      left++;
      terminal.tell("%s is left: %s", letter.position(), why);
    }
  }
}

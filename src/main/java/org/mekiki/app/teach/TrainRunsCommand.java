package org.mekiki.app.teach;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.client.TeachingRuns;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki train runs}: what is being taught, and how to end it. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = {
      "Lists open teaching runs: model, run, state, frames, age.",
      "With --cancel it ends one: the trainer forgets its frames and publishes nothing."
    })
public final class TrainRunsCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @Option(names = "--all", description = "Also list runs that have ended.")
  private boolean all;

  @Option(names = "--cancel", paramLabel = "RUN", description = "End this run.")
  private String cancel;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      description = "Only runs of this model.")
  private String model;

  public TrainRunsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    terminal.lifecycle().lookedFor();
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      if (cancel != null) {
        KafkaAccess.require(terminal, admin, config, Role.TEACH);
      }
      TopicsThere.require(admin, List.of(config.topics().training(), config.topics().good()));
    }
    TeachingRuns runs =
        TeachingRuns.read(
            config.kafka().consumerProperties(),
            config.topics().training().name(),
            terminal.lifecycle()::isStopping);
    if (cancel != null) {
      return cancel(config, runs);
    }
    list(all ? runs.all() : runs.open());
    return ExitCodes.OK;
  }

  private boolean isWanted(TeachingRuns.Run run) {
    return model == null || model.equals(run.model());
  }

  private void list(List<TeachingRuns.Run> runs) {
    List<TeachingRuns.Run> wanted = runs.stream().filter(this::isWanted).toList();
    if (wanted.isEmpty()) {
      terminal.tell(all ? "no teaching run is known" : "no teaching run is under way");
      return;
    }
    int width = wanted.stream().mapToInt(run -> run.model().length()).max().orElse(0);
    Instant now = Instant.now();
    for (TeachingRuns.Run run : wanted) {
      terminal.print(
          "%-" + Math.max(1, width) + "s  %-22s  %-9s  %s  begun %s ago, last heard of %s ago%s",
          run.model(),
          run.run().isEmpty() ? "(frames without a run)" : run.run(),
          run.state().label(),
          frames(run),
          Ages.text(Duration.between(run.begun(), now)),
          Ages.text(Duration.between(run.heard(), now)),
          run.message() == null ? "" : ": " + run.message());
    }
  }

  private static String frames(TeachingRuns.Run run) {
    String frames =
        run.expected() == null
            ? run.frames() + " frames"
            : run.frames() + " of " + run.expected() + " frames";
    return run.rejected() == 0 ? frames : frames + ", " + run.rejected() + " rejected";
  }

  private int cancel(MekikiConfig config, TeachingRuns runs) {
    TeachingRuns.Run run = find(runs);
    Teaching teaching =
        new Teaching(
            config.kafka().producerProperties(),
            config.kafka().consumerProperties(),
            config.topics(),
            config.topics().maxMessageBytes(),
            run.model(),
            run.run());
    try (teaching) {
      teaching.cancel();
      TrainingEvent end = teaching.awaitEnd(ANSWER, terminal.lifecycle()::isStopping);
      if (end == null && teaching.hasHeard()) {
        throw CommandException.failed(
            Text.of(
                "run %s is not cancelled yet: within %d s the trainer did not get to the command,"
                    + " because it works on the frames before it first; 'mekiki train runs' tells"
                    + " when the run has ended",
                run.run(), ANSWER.toSeconds()));
      }
      if (end == null) {
        throw CommandException.failed(
            Text.of(
                "no sign of the trainer for %d s; is 'mekiki train' running on this cluster? The"
                    + " command to end run %s is on %s, and will be carried out when it runs",
                ANSWER.toSeconds(), run.run(), config.topics().good().name()));
      }
      if (end.event() == TrainingEvent.Kind.PUBLISHED) {
        throw CommandException.failed(
            Text.of(
                "run %s was published as version %d of model '%s' before it could be cancelled;"
                    + " 'mekiki models rollback %s' goes back",
                run.run(), end.version(), run.model(), run.model()));
      }
      terminal.print("run %s of model '%s' is cancelled", run.run(), run.model());
      return ExitCodes.OK;
    }
  }

  private TeachingRuns.Run find(TeachingRuns runs) {
    List<TeachingRuns.Run> found = new ArrayList<>();
    for (TeachingRuns.Run run : runs.all()) {
      if (isWanted(run) && run.run().equals(cancel) && !cancel.isEmpty()) {
        found.add(run);
      }
    }
    List<TeachingRuns.Run> open = found.stream().filter(TeachingRuns.Run::isOpen).toList();
    if (open.size() == 1) {
      return open.get(0);
    }
    if (open.size() > 1) {
      throw CommandException.badUsage(
          Text.of(
              "run '%s' is one of the models %s; say which by --model",
              cancel, open.stream().map(TeachingRuns.Run::model).toList()));
    }
    if (!found.isEmpty()) {
      throw CommandException.failed(
          Text.of("run %s has ended already: it is %s", cancel, found.get(0).state().label()));
    }
    throw CommandException.failed(
        Text.of(
            "there is no run '%s'; under way are %s",
            cancel,
            runs.open().isEmpty()
                ? "none"
                : runs.open().stream().map(TeachingRuns.Run::run).toList()));
  }
}

package org.mekiki.app.serve;

import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.service.ConfiguredScorer;
import org.mekiki.service.RunningService;
import org.mekiki.service.ScoringService;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mekiki score}: the scoring service, until SIGTERM or Ctrl-C. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scores every frame on the frames topic, until Ctrl-C or SIGTERM.",
      "Start several instances to share the work: they divide the partitions."
    })
public final class ScoreCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  public ScoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConfigLoader loader = options.loader(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    ConfiguredScorer configured = ConfiguredScorer.load(loader);
    ScoringService open = configured.open(terminal);
    RunningService running = open.start(terminal);
    terminal.tell(
        "scoring %s with backbone '%s' and %s; Ctrl-C ends it",
        configured.config().topics().frames().name(),
        configured.graph().backbone().name(),
        Counted.of(open.models().manifests().size(), "model"));
    return running.awaitEnd();
  }
}

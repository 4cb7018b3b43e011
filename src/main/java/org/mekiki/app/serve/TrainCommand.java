package org.mekiki.app.serve;

import java.util.concurrent.Callable;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.service.ConfiguredTrainer;
import org.mekiki.service.RunningService;
import org.mekiki.service.TrainingService;
import org.mekiki.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mekiki train}: the training service, until SIGTERM or Ctrl-C. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Learns models from the topic of good frames, until Ctrl-C or SIGTERM.",
      "Start several instances to share the work. 'mekiki teach' sends the frames and the command"
          + " to fit."
    })
public final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  public TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConfigLoader loader = options.loader(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    ConfiguredTrainer configured = ConfiguredTrainer.load(loader);
    TrainingService open = configured.open(terminal);
    RunningService running = open.start(terminal);
    terminal.tell(
        "learning from %s with backbone '%s'; Ctrl-C ends it",
        configured.config().topics().good().name(), configured.graph().backbone().name());
    return running.awaitEnd();
  }
}

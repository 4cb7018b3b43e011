package org.mekiki.app.serve;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.GroupCheck;
import org.mekiki.cluster.GroupProtocols;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.ModelsTopicCheck;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.TrainSettings;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.BackboneFactory;
import org.mekiki.service.HeapCheck;
import org.mekiki.service.ModelTrust;
import org.mekiki.service.ServiceMonitor;
import org.mekiki.service.Services;
import org.mekiki.service.TrainingService;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.Lifecycle;
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
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader loader = options.loader(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    MekikiConfig config =
        HeapCheck.ofThisProcess()
            .checkTraining(
                ServiceMonitor.checkedBy(backbone.checkedBy(ModelTrust.checkedBy(loader))),
                backbone)
            .load();
    BackboneGraph graph = backbone.graph();
    Lifecycle lifecycle = terminal.lifecycle();
    ServiceMonitor monitor =
        ServiceMonitor.open(config, terminal, "train", graph.backbone().name());
    TrainingService service;
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(Services.BROKER_PATIENCE)) {
      KafkaAccess.require(terminal, admin, config, Role.TRAIN);
      GroupProtocols.require(
          admin, TrainSettings.GROUP_PROTOCOL.name(), config.train().groupProtocol());
      Services.requireTopics(
          admin,
          List.of(
              config.topics().good(),
              config.topics().models(),
              config.topics().training(),
              config.topics().trainingControl(),
              config.topics().deadLetters()));
      ModelsTopicCheck.warnings(admin, config.topics().models().name())
          .forEach(warning -> terminal.tell("warning: %s", warning));
      GroupCheck.require(
          admin,
          config.train().applicationId(),
          TrainSettings.APPLICATION_ID.name(),
          Set.of(config.topics().good().name(), config.topics().trainingControl().name()));
      service =
          lifecycle.closeAtEnd(
              "training", new TrainingService(config, graph, monitor.listener(), admin));
    }
    monitor.follow(config, lifecycle);
    monitor.add("training", service.runner(), service.group());
    monitor.readyWhen(service.runner()::isRunning);
    service.start();
    terminal.tell(
        "learning from %s with backbone '%s'; Ctrl-C ends it",
        config.topics().good().name(), graph.backbone().name());
    return Services.awaitEnd(terminal, service.runner(), config, Role.TRAIN);
  }
}

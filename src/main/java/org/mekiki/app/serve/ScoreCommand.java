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
import org.mekiki.config.ScoreSettings;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.BackboneFactory;
import org.mekiki.service.HeapCheck;
import org.mekiki.service.ModelTrust;
import org.mekiki.service.RegistryWait;
import org.mekiki.service.ScoringService;
import org.mekiki.service.ServiceMonitor;
import org.mekiki.service.Services;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
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
    BackboneFactory backbone = new BackboneFactory();
    ConfigLoader loader = options.loader(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    MekikiConfig config =
        HeapCheck.ofThisProcess()
            .checkScoring(
                ServiceMonitor.checkedBy(backbone.checkedBy(ModelTrust.checkedBy(loader))))
            .load();
    BackboneGraph graph = backbone.graph();
    Lifecycle lifecycle = terminal.lifecycle();
    ServiceMonitor monitor = ServiceMonitor.open(config, terminal, "score", graph);
    ScoringService service;
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(Services.BROKER_PATIENCE)) {
      KafkaAccess.require(terminal, admin, config, Role.SCORE);
      GroupProtocols.require(
          admin, ScoreSettings.GROUP_PROTOCOL.name(), config.score().groupProtocol());
      Services.requireTopics(
          admin,
          List.of(
              config.topics().frames(),
              config.topics().scores(),
              config.topics().heatmaps(),
              config.topics().anomalies(),
              config.topics().alarms(),
              config.topics().deadLetters(),
              config.topics().models()));
      ModelsTopicCheck.warnings(admin, config.topics().models().name())
          .forEach(warning -> terminal.tell("warning: %s", warning));
      HeapCheck.ofThisProcess()
          .warning(config, Services.partitions(admin, config.topics().frames()))
          .ifPresent(warning -> terminal.tell("warning: %s", warning));
      GroupCheck.require(
          admin,
          config.score().applicationId(),
          ScoreSettings.APPLICATION_ID.name(),
          Set.of(config.topics().frames().name()));
      RegistryWait.await(config, terminal);
      monitor.follow(config, lifecycle);
      service =
          lifecycle.closeAtEnd("scoring", ScoringService.watchedBy(monitor, config, graph, admin));
    }
    monitor.add("scoring", service.runner(), service.group());
    monitor.readyWhen(service::isReady);
    service.start(terminal);
    terminal.tell(
        "scoring %s with backbone '%s' and %s; Ctrl-C ends it",
        config.topics().frames().name(),
        graph.backbone().name(),
        Terminal.count(service.models().manifests().size(), "model"));
    return Services.awaitEnd(terminal, service.runner(), config, Role.SCORE);
  }
}

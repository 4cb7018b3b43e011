package org.mekiki.service;

import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.GroupCheck;
import org.mekiki.cluster.GroupProtocols;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.ModelsTopicCheck;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Program;
import org.mekiki.config.TopicsSettings;
import org.mekiki.config.TrainSettings;
import org.mekiki.config.key.ConfigException;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.monitor.ServiceMonitor;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.HeapCheck;
import org.mekiki.service.parts.Int8Training;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;

/**
 * A trainer whose configuration is checked; nothing is open yet.
 *
 * @param config valid
 */
public record ConfiguredTrainer(MekikiConfig config, BackboneGraph graph) {
  /**
   * Reads and checks a configuration.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static ConfiguredTrainer load(ConfigLoader loader) {
    BackboneFactory backbone = new BackboneFactory();
    ModelTrust.checkedBy(loader);
    backbone.checkedBy(loader);
    Int8Training.checkedBy(loader);
    ServiceMonitor.checkedBy(loader);
    HeapCheck.ofThisProcess().checkTraining(loader, backbone);
    return new ConfiguredTrainer(loader.load(), backbone.graph());
  }

  /**
   * Serves the page, waits for the brokers, and opens all that training needs.
   *
   * @throws CommandException if the cluster lacks something, or the port is taken
   */
  public TrainingService open(Terminal terminal) throws InterruptedException {
    Lifecycle lifecycle = terminal.lifecycle();
    ServiceMonitor monitor =
        ServiceMonitor.open(config, terminal, "train", graph.backbone().name());
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.SERVICE)) {
      requireOf(admin, terminal);
      TrainingService service =
          lifecycle.closeAtEnd(
              "training", TrainingService.open(config, graph, monitor.listeners(), admin));
      monitor.follow(config, lifecycle);
      monitor.add("training", service.runner(), service.group());
      monitor.readyWhen(service.runner()::isRunning);
      return service;
    }
  }

  private void requireOf(Admin admin, Terminal terminal) throws InterruptedException {
    TopicsSettings topics = config.topics();
    KafkaAccess.require(terminal, admin, config, Role.TRAIN);
    GroupProtocols.require(
        admin, TrainSettings.GROUP_PROTOCOL.name(), config.train().groupProtocol());
    TopicsThere.require(admin, topics.usedBy(Program.TRAIN));
    ModelsTopicCheck.warnings(admin, topics.models().name())
        .forEach(warning -> terminal.tell("warning: %s", warning));
    GroupCheck.require(
        admin,
        config.train().applicationId(),
        TrainSettings.APPLICATION_ID.name(),
        Set.of(topics.good().name(), topics.trainingControl().name()));
  }
}

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
import org.mekiki.config.ScoreSettings;
import org.mekiki.config.TopicsSettings;
import org.mekiki.config.key.ConfigException;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.service.monitor.ServiceMonitor;
import org.mekiki.service.parts.Ahead;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.HeapCheck;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.service.parts.RegistryWait;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;

/**
 * A scorer whose configuration is checked; nothing is open yet.
 *
 * @param config valid
 */
public record ConfiguredScorer(MekikiConfig config, BackboneGraph graph) {
  /**
   * Reads and checks a configuration.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static ConfiguredScorer load(ConfigLoader loader) {
    BackboneFactory backbone = new BackboneFactory();
    ModelTrust.checkedBy(loader);
    backbone.checkedBy(loader);
    ServiceMonitor.checkedBy(loader);
    HeapCheck.ofThisProcess().checkScoring(loader);
    return new ConfiguredScorer(loader.load(), backbone.graph());
  }

  /**
   * Serves the page, waits for the brokers, and opens all that scoring needs.
   *
   * @throws CommandException if the cluster lacks something, or the port is taken
   */
  public ScoringService open(Terminal terminal) throws InterruptedException {
    Lifecycle lifecycle = terminal.lifecycle();
    Ahead<OnnxFeatureExtractor> network =
        lifecycle.closeAtEnd("the network", BackboneFactory.ahead(graph, config));
    ServiceMonitor monitor = ServiceMonitor.open(config, terminal, "score", graph);
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.SERVICE)) {
      requireOf(admin, terminal);
      RegistryWait.await(config, terminal);
      monitor.follow(config, lifecycle);
      ScoringService service =
          lifecycle.closeAtEnd(
              "scoring", ScoringService.open(config, graph, network, monitor.listeners(), admin));
      monitor.add("scoring", service.runner(), service.group());
      monitor.readyWhen(service::isReady);
      return service;
    }
  }

  private void requireOf(Admin admin, Terminal terminal) throws InterruptedException {
    TopicsSettings topics = config.topics();
    KafkaAccess.require(terminal, admin, config, Role.SCORE);
    GroupProtocols.require(
        admin, ScoreSettings.GROUP_PROTOCOL.name(), config.score().groupProtocol());
    TopicsThere.require(admin, topics.usedBy(Program.SCORE));
    ModelsTopicCheck.warnings(admin, topics.models().name())
        .forEach(warning -> terminal.tell("warning: %s", warning));
    HeapCheck.ofThisProcess()
        .warning(config, TopicsThere.partitions(admin, topics.frames()))
        .ifPresent(warning -> terminal.tell("warning: %s", warning));
    GroupCheck.require(
        admin,
        config.score().applicationId(),
        ScoreSettings.APPLICATION_ID.name(),
        Set.of(topics.frames().name()));
  }
}

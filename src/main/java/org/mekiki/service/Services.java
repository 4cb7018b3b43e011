package org.mekiki.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.TopicSettings;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;

/** What the commands that run until they are stopped have in common. */
public final class Services {
  /** A service that starts before its brokers waits for them, however long they take. */
  public static final Duration BROKER_PATIENCE = Duration.ofDays(365);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private Services() {}

  /**
   * Refuses to start without these topics.
   *
   * @throws CommandException naming all that are missing
   */
  public static void requireTopics(Admin admin, List<TopicSettings> wanted)
      throws InterruptedException {
    Set<String> there;
    try {
      there = admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw CommandException.failed("the topics can't be listed: " + e.getCause().getMessage());
    }
    List<String> missing = new ArrayList<>();
    for (TopicSettings topic : wanted) {
      if (!there.contains(topic.name())) {
        missing.add(topic.name());
      }
    }
    if (!missing.isEmpty()) {
      throw CommandException.failed(
          "these topics are missing: "
              + String.join(", ", missing)
              + "; 'mekiki topics' creates them");
    }
  }

  /**
   * How many partitions a topic has.
   *
   * @throws CommandException if the cluster does not say
   */
  public static int partitions(Admin admin, TopicSettings topic) throws InterruptedException {
    try {
      return admin
          .describeTopics(List.of(topic.name()))
          .topicNameValues()
          .get(topic.name())
          .get()
          .partitions()
          .size();
    } catch (ExecutionException e) {
      throw CommandException.failed(
          topic.name() + " can't be described: " + e.getCause().getMessage());
    }
  }

  /** Waits until the program is asked to end, or the topology has ended by itself. */
  public static int awaitEnd(
      Terminal terminal, StreamsRunner runner, MekikiConfig config, Role role)
      throws InterruptedException {
    while (!terminal.lifecycle().awaitStop(LOOK_EVERY)) {
      if (!runner.isLive()) {
        // What could not be told of permissions at the start can be now: its own topics are there.
        try (Admin admin = Admin.create(config.kafka().adminProperties())) {
          KafkaAccess.require(terminal, admin, config, role);
        }
        terminal.tell(
            "ended: %s", runner.endReason().orElse("the topology stopped; the log above says why"));
        return ExitCodes.FAILED;
      }
    }
    return ExitCodes.OK;
  }
}

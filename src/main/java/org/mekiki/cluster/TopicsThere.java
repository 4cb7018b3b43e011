package org.mekiki.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.config.TopicSettings;
import org.mekiki.terminal.CommandException;

/** The topics that a command needs: whether they are there, and with how many partitions. */
public final class TopicsThere {
  private TopicsThere() {}

  /**
   * Refuses to start without these topics.
   *
   * @throws CommandException naming all that are missing
   */
  public static void require(Admin admin, List<TopicSettings> wanted) throws InterruptedException {
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
}

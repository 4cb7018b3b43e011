package org.mekiki.cluster;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to join a consumer group that belongs to other topics. Two installations in one group
 * rebalance for ever, and each of them leaves the other's records unread.
 */
public final class GroupCheck {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCheck.class);

  private GroupCheck() {}

  /**
   * Looks at the group. If the cluster does not say, that is logged and nothing is refused.
   *
   * @param id of the group
   * @param topics that its members read
   * @throws CommandException if it belongs to other topics
   */
  public static void require(Admin admin, String id, String setting, Set<String> topics)
      throws InterruptedException {
    ConsumerGroup group;
    try {
      group = ConsumerGroup.read(admin, id);
    } catch (ExecutionException e) {
      LOG.warn(
          "whether group {} belongs to other topics is unknown: {}", id, e.getCause().getMessage());
      return;
    }
    problem(group, id, setting, topics)
        .ifPresent(
            problem -> {
              throw CommandException.failed(problem);
            });
  }

  /** A sentence that says what is wrong with a group; empty if it may be joined. */
  static Optional<String> problem(
      ConsumerGroup group, String id, String setting, Set<String> topics) {
    Set<String> read = others(group.topics(), id, topics);
    if (!read.isEmpty()) {
      return Optional.of(
          sentence(
              id,
              (group.members() == 1
                      ? "has 1 member that reads "
                      : "has " + group.members() + " members that read ")
                  + String.join(", ", read),
              topics,
              setting,
              "stop those members first if they are an older version of this installation"));
    }
    Set<String> committed = others(group.committedTopics(), id, topics);
    boolean ours = group.committedTopics().stream().anyMatch(topics::contains);
    if (committed.isEmpty()) {
      return Optional.empty();
    }
    if (ours) {
      LOG.warn(
          "group {} has offsets of other topics as well: {}. If another installation used this"
              + " group, it starts again in its own group",
          id,
          committed);
      return Optional.empty();
    }
    return Optional.of(
        sentence(
            id,
            "has read " + String.join(", ", committed),
            topics,
            setting,
            "if those are this installation's former topics, delete the group with"
                + " kafka-consumer-groups --delete --group "
                + id));
  }

  private static String sentence(
      String id, String does, Set<String> topics, String setting, String otherwise) {
    return Text.of(
        "group %s belongs to other topics: it %s, but this installation reads %s; give each"
            + " installation its own topics.prefix, or another %s, and %s",
        id, does, String.join(", ", new TreeSet<>(topics)), setting, otherwise);
  }

  /** Those that are neither ours nor internal topics of the group's own application. */
  private static Set<String> others(Set<String> names, String id, Set<String> topics) {
    Set<String> others = new TreeSet<>();
    for (String name : names) {
      if (!topics.contains(name) && !name.startsWith(id + "-")) {
        others.add(name);
      }
    }
    return others;
  }
}

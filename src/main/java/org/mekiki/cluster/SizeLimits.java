package org.mekiki.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import org.mekiki.stream.access.Role;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Text;

/**
 * Whether topics and brokers take what is written to them. A dead letter that does not fit would
 * stop its partition: exactly-once survives no record that is refused for its size.
 */
public final class SizeLimits {
  /** The brokers' setting of the largest request. */
  private static final String REQUEST_BYTES = "socket.request.max.bytes";

  private final Admin admin;
  private final MekikiConfig config;
  private final ClusterSettings settings;

  public SizeLimits(Admin admin, MekikiConfig config) {
    this(admin, config, new ClusterSettings(admin));
  }

  public SizeLimits(Admin admin, MekikiConfig config, ClusterSettings settings) {
    this.admin = admin;
    this.config = config;
    this.settings = settings;
  }

  /**
   * A sentence for each limit that is too low for what this role writes by itself. A limit that the
   * cluster does not tell is none.
   */
  public List<String> problems(Role role) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    for (Topic topic : role.outputs()) {
      String name = config.topics().get(topic).name();
      long needed = TopicPlan.maxMessageBytes(topic, config.topics());
      settings
          .numberOfTopic(name, TopicPlan.MAX_MESSAGE_BYTES)
          .filter(most -> most < needed)
          .ifPresent(
              most ->
                  problems.add(
                      Text.of(
                          "topic %s takes records of at most %d bytes, but they may have %d"
                              + " (topics.max-message-bytes is %d); 'mekiki topics --fix' changes"
                              + " that",
                          name, most, needed, config.topics().maxMessageBytes())));
    }
    if (!role.outputs().isEmpty()) {
      brokers().ifPresent(problems::add);
    }
    return problems;
  }

  /** Only where this client may read it, which takes a right on the whole cluster. */
  private Optional<String> brokers() throws InterruptedException {
    long needed = TopicPlan.maxMessageBytes(Topic.DEAD_LETTERS, config.topics());
    try {
      for (Node node : admin.describeCluster().nodes().get()) {
        Optional<Long> most = settings.numberOfBroker(node.idString(), REQUEST_BYTES);
        if (most.isPresent() && most.get() < needed) {
          return Optional.of(
              Text.of(
                  "broker %s takes requests of at most %d bytes (%s), but a dead letter may have"
                      + " %d; lower topics.max-message-bytes, or raise the broker's limit",
                  node.idString(), most.get(), REQUEST_BYTES, needed));
        }
      }
      return Optional.empty();
    } catch (ExecutionException e) {
      throw CommandException.failed("the brokers can't be listed: " + e.getCause().getMessage());
    }
  }

  /** Limits that the cluster does not tell, a sentence; empty if it tells all. */
  public Optional<String> unchecked() {
    return settings.unknown();
  }
}

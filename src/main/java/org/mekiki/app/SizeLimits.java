package org.mekiki.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import org.mekiki.stream.access.Role;

/**
 * Whether topics and brokers take what is written to them. A dead letter that does not fit would
 * stop its partition: exactly-once survives no record that is refused for its size.
 */
final class SizeLimits {
  /** The brokers' setting of the largest request. */
  private static final String REQUEST_BYTES = "socket.request.max.bytes";

  private final Admin admin;
  private final MekikiConfig config;

  SizeLimits(Admin admin, MekikiConfig config) {
    this.admin = admin;
    this.config = config;
  }

  /** A sentence for each limit that is too low for what this role writes by itself. */
  List<String> problems(Role role) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    for (Topic topic : role.outputs()) {
      String name = config.topics().get(topic).name();
      long needed = TopicPlan.maxMessageBytes(topic, config.topics());
      limit(ConfigResource.Type.TOPIC, name, TopicPlan.MAX_MESSAGE_BYTES)
          .filter(most -> most < needed)
          .ifPresent(
              most ->
                  problems.add(
                      String.format(
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
        Optional<Long> most = limit(ConfigResource.Type.BROKER, node.idString(), REQUEST_BYTES);
        if (most.isPresent() && most.get() < needed) {
          return Optional.of(
              String.format(
                  "broker %s takes requests of at most %d bytes (%s), but a dead letter may have %d;"
                      + " lower topics.max-message-bytes, or raise the broker's limit",
                  node.idString(), most.get(), REQUEST_BYTES, needed));
        }
      }
      return Optional.empty();
    } catch (ExecutionException e) {
      throw CommandException.failed("the brokers can't be listed: " + e.getCause().getMessage());
    }
  }

  private Optional<Long> limit(ConfigResource.Type type, String name, String setting)
      throws InterruptedException {
    ConfigResource resource = new ConfigResource(type, name);
    try {
      String value =
          admin.describeConfigs(List.of(resource)).all().get().get(resource).get(setting).value();
      return Optional.of(Long.valueOf(value));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException
          || e.getCause()
              instanceof org.apache.kafka.common.errors.UnknownTopicOrPartitionException) {
        return Optional.empty(); // for others to find
      }
      throw CommandException.failed(
          "the limits of " + name + " can't be read: " + e.getCause().getMessage());
    }
  }
}

package org.mekiki.stream.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Finds out which of some permissions this client lacks, without any right to read the lists
 * themselves: brokers tell for each topic what the asker may do, and the rest is tried out in ways
 * that change nothing.
 *
 * <ul>
 *   <li>Operations on topics that are there: brokers say so in their description. A topic that may
 *       not even be described lacks all of them.
 *   <li>Creating topics and changing their settings: with {@code validateOnly}.
 *   <li>Reading as a group: a member that is not there is removed from it.
 *   <li>Transactions: a transactional id that nobody uses is fenced.
 * </ul>
 *
 * <p>A permission on topics by their beginning can be told only of those that are there.
 */
public final class AccessCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PROBE = "access-check";

  private final Admin admin;

  public AccessCheck(Admin admin) {
    this.admin = admin;
  }

  /** Those of the permissions that this client does not have, in their order. */
  public List<Permission> missing(Collection<Permission> needed) throws InterruptedException {
    Map<String, Optional<Set<AclOperation>>> granted = granted(names(needed));
    List<Permission> missing = new ArrayList<>();
    for (Permission permission : needed) {
      if (!isGranted(permission, granted)) {
        missing.add(permission);
      }
    }
    return missing;
  }

  private boolean isGranted(Permission permission, Map<String, Optional<Set<AclOperation>>> granted)
      throws InterruptedException {
    if (permission.type() == ResourceType.GROUP) {
      return isAllowed(
          admin
              .removeMembersFromConsumerGroup(
                  permission.name(),
                  new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(PROBE))))
              .all());
    }
    if (permission.type() == ResourceType.TRANSACTIONAL_ID) {
      return isAllowed(admin.fenceProducers(List.of(permission.name() + PROBE)).all());
    }
    if (permission.operation() == AclOperation.CREATE) {
      String name = permission.prefixed() ? permission.name() + PROBE : permission.name();
      return isAllowed(
          admin
              .createTopics(
                  List.of(new NewTopic(name, Optional.of(1), Optional.empty())),
                  new CreateTopicsOptions().validateOnly(true))
              .all());
    }
    if (permission.operation() == AclOperation.DESCRIBE_CONFIGS) {
      return isAllowed(admin.describeConfigs(List.of(resource(permission))).all());
    }
    if (permission.operation() == AclOperation.ALTER_CONFIGS) {
      return isAllowed(
          admin
              .incrementalAlterConfigs(
                  Map.of(resource(permission), List.of()),
                  new AlterConfigsOptions().validateOnly(true))
              .all());
    }
    return granted.entrySet().stream()
        .filter(topic -> concerns(permission, topic.getKey()))
        .allMatch(topic -> topic.getValue().map(permits(permission)).orElse(false));
  }

  private static ConfigResource resource(Permission permission) {
    return new ConfigResource(ConfigResource.Type.TOPIC, permission.name());
  }

  private static java.util.function.Function<Set<AclOperation>, Boolean> permits(
      Permission permission) {
    return operations -> operations.contains(permission.operation());
  }

  private static boolean concerns(Permission permission, String topic) {
    return permission.prefixed()
        ? topic.startsWith(permission.name())
        : topic.equals(permission.name());
  }

  /** Names of the topics that are concerned, and of those that begin as they should. */
  private List<String> names(Collection<Permission> needed) throws InterruptedException {
    List<String> names = new ArrayList<>();
    List<String> beginnings = new ArrayList<>();
    for (Permission permission : needed) {
      if (permission.type() == ResourceType.TOPIC) {
        (permission.prefixed() ? beginnings : names).add(permission.name());
      }
    }
    if (!beginnings.isEmpty()) {
      for (String topic : get(admin.listTopics().names()).orElse(Set.of())) {
        if (beginnings.stream().anyMatch(topic::startsWith)) {
          names.add(topic);
        }
      }
    }
    return names.stream().distinct().toList();
  }

  /** What may be done to each topic: nothing if it may not be seen, absent if it is not there. */
  private Map<String, Optional<Set<AclOperation>>> granted(List<String> topics)
      throws InterruptedException {
    Map<String, Optional<Set<AclOperation>>> granted = new LinkedHashMap<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
      if (!isAllowed(topic.getValue())) {
        granted.put(topic.getKey(), Optional.empty());
        continue;
      }
      get(topic.getValue())
          .map(TopicDescription::authorizedOperations)
          .ifPresent(operations -> granted.put(topic.getKey(), Optional.of(operations)));
    }
    return granted;
  }

  /** Whether it did not fail for want of a permission; other failures are for others to find. */
  private static boolean isAllowed(KafkaFuture<?> future) throws InterruptedException {
    try {
      future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return !isAuthorization(e);
    } catch (TimeoutException e) {
      return true;
    }
  }

  /** Whether it failed, somewhere at its root, for want of a permission. */
  public static boolean isAuthorization(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return true;
      }
    }
    return false;
  }

  private static <T> Optional<T> get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return Optional.ofNullable(future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }
}

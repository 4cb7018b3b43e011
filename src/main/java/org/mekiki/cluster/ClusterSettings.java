package org.mekiki.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.mekiki.terminal.CommandException;

/**
 * Settings of topics and brokers, as far as the cluster tells them. Not every cluster tells all:
 * some leave a setting out, give it no value, or refuse the question. Then the setting is unknown,
 * and a check that needs it is left out.
 */
public final class ClusterSettings {
  private final Function<Collection<ConfigResource>, Map<ConfigResource, KafkaFuture<Config>>>
      describe;
  private final Map<ConfigResource, Optional<Config>> known = new HashMap<>();
  private final Set<ConfigResource> secret = new HashSet<>();
  private final Set<String> unknown = new TreeSet<>();

  public ClusterSettings(Admin admin) {
    this(resources -> admin.describeConfigs(resources).values());
  }

  /**
   * @param describe the answers of the cluster, one for each resource
   */
  public ClusterSettings(
      Function<Collection<ConfigResource>, Map<ConfigResource, KafkaFuture<Config>>> describe) {
    this.describe = describe;
  }

  /**
   * A setting of a topic.
   *
   * @return empty if it is unknown
   * @throws CommandException if the cluster does not answer
   */
  Optional<String> ofTopic(String topic, String setting) throws InterruptedException {
    return of(ConfigResource.Type.TOPIC, topic, setting);
  }

  /** A setting of a topic that is a number; empty if it is unknown. */
  public Optional<Long> numberOfTopic(String topic, String setting) throws InterruptedException {
    return number(ConfigResource.Type.TOPIC, topic, setting);
  }

  /** A setting of a broker that is a number; empty if it is unknown. */
  Optional<Long> numberOfBroker(String broker, String setting) throws InterruptedException {
    return number(ConfigResource.Type.BROKER, broker, setting);
  }

  /**
   * What was asked for and the cluster does not tell, a sentence for people. Without what this
   * client may not ask: permissions are checked elsewhere.
   */
  Optional<String> unknown() {
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the cluster does not tell these settings, so they are not checked: "
                + String.join(", ", unknown));
  }

  /** From now on the cluster is asked again. */
  void forget() {
    known.clear();
  }

  private Optional<Long> number(ConfigResource.Type type, String name, String setting)
      throws InterruptedException {
    Optional<String> text = of(type, name, setting);
    try {
      return text.map(Long::valueOf);
    } catch (NumberFormatException e) {
      return missed(type, name, setting);
    }
  }

  private Optional<String> of(ConfigResource.Type type, String name, String setting)
      throws InterruptedException {
    Optional<String> value =
        config(new ConfigResource(type, name))
            .map(config -> config.get(setting))
            .map(ConfigEntry::value);
    return value.isPresent() ? value : missed(type, name, setting);
  }

  private <T> Optional<T> missed(ConfigResource.Type type, String name, String setting) {
    if (!secret.contains(new ConfigResource(type, name))) {
      unknown.add(
          setting + (type == ConfigResource.Type.TOPIC ? " of topic " + name : " of the brokers"));
    }
    return Optional.empty();
  }

  private Optional<Config> config(ConfigResource resource) throws InterruptedException {
    Optional<Config> config = known.get(resource);
    if (config == null) {
      config = ask(resource);
      known.put(resource, config);
    }
    return config;
  }

  private Optional<Config> ask(ConfigResource resource) throws InterruptedException {
    try {
      KafkaFuture<Config> answer = describe.apply(List.of(resource)).get(resource);
      return answer == null ? Optional.empty() : Optional.ofNullable(answer.get());
    } catch (ExecutionException e) {
      if (isForOthersToFind(e.getCause())) {
        secret.add(resource);
        return Optional.empty();
      }
      if (isRefusal(e.getCause())) {
        return Optional.empty();
      }
      throw CommandException.failed(
          "the settings of " + resource.name() + " can't be read: " + e.getCause().getMessage());
    }
  }

  private static boolean isForOthersToFind(Throwable cause) {
    return cause instanceof AuthorizationException
        || cause instanceof UnknownTopicOrPartitionException;
  }

  /** Not a broker that is away: that one may answer later. */
  private static boolean isRefusal(Throwable cause) {
    return cause instanceof UnsupportedVersionException
        || cause instanceof InvalidRequestException
        || cause instanceof InvalidConfigurationException;
  }
}

package org.mekiki.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.mekiki.terminal.CommandException;

/** Creates, compares and mends topics. */
public final class TopicAdmin {
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Admin admin;
  private final ClusterSettings settings;

  public TopicAdmin(Admin admin) {
    this(admin, new ClusterSettings(admin));
  }

  public TopicAdmin(Admin admin, ClusterSettings settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /** The topics that aren't there. */
  public List<TopicSpec> missing(List<TopicSpec> specs) throws InterruptedException {
    Set<String> there = get(admin.listTopics().names(), "topics could not be listed");
    return specs.stream().filter(spec -> !there.contains(spec.name())).toList();
  }

  /**
   * Creates topics, and returns when a broker knows them; one that another process creates at the
   * same moment is as good.
   *
   * @return names of those that this call created
   */
  public Set<String> create(List<TopicSpec> specs) throws InterruptedException {
    var results = admin.createTopics(specs.stream().map(TopicSpec::toNewTopic).toList()).values();
    Set<String> created = new HashSet<>();
    for (Map.Entry<String, KafkaFuture<Void>> result : results.entrySet()) {
      try {
        result.getValue().get();
        created.add(result.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw failed("topic " + result.getKey() + " could not be created", e);
        }
      }
    }
    awaitKnown(created);
    return created;
  }

  /**
   * The controller acknowledges a topic before brokers have heard of it: who asks them at once, as
   * a service does that starts next, would be told that there is none.
   */
  private void awaitKnown(Set<String> created) throws InterruptedException {
    long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
    while (!isKnown(created) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
  }

  /** Also where that can't be told: what needs the topics will tell. */
  private boolean isKnown(Set<String> topics) throws InterruptedException {
    try {
      admin.describeTopics(topics).allTopicNames().get();
      return true;
    } catch (ExecutionException e) {
      return !(e.getCause() instanceof UnknownTopicOrPartitionException);
    }
  }

  /** What is different about topics that are there. */
  public List<TopicDifference> differences(List<TopicSpec> specs) throws InterruptedException {
    Map<String, TopicDescription> descriptions =
        get(
            admin.describeTopics(specs.stream().map(TopicSpec::name).toList()).allTopicNames(),
            "topics could not be described");
    settings.forget();
    List<TopicDifference> differences = new ArrayList<>();
    for (TopicSpec spec : specs) {
      compareLayout(spec, descriptions.get(spec.name()), differences);
      compareSettings(spec, differences);
    }
    return differences;
  }

  private static void compareLayout(
      TopicSpec spec, TopicDescription there, List<TopicDifference> differences) {
    int partitions = there.partitions().size();
    if (partitions != spec.partitions()) {
      differences.add(
          new TopicDifference(
              spec.name(),
              TopicDifference.PARTITIONS,
              Integer.toString(partitions),
              Integer.toString(spec.partitions()),
              spec.growable() && partitions < spec.partitions()));
    }
    int replication = there.partitions().get(0).replicas().size();
    if (spec.replicationFactor() > 0 && replication != spec.replicationFactor()) {
      differences.add(
          new TopicDifference(
              spec.name(),
              "replication factor",
              Integer.toString(replication),
              Integer.toString(spec.replicationFactor()),
              false));
    }
  }

  /** A setting that the cluster does not tell is none that is different. */
  private void compareSettings(TopicSpec spec, List<TopicDifference> differences)
      throws InterruptedException {
    for (Map.Entry<String, String> wanted : spec.settings().entrySet()) {
      String key = wanted.getKey();
      settings
          .ofTopic(spec.name(), key)
          .filter(actual -> !wanted.getValue().equals(actual))
          .ifPresent(
              actual ->
                  differences.add(
                      new TopicDifference(spec.name(), key, actual, wanted.getValue(), true)));
    }
  }

  /** Settings that the cluster does not tell, a sentence; empty if it tells all. */
  public Optional<String> unchecked() {
    return settings.unknown();
  }

  /** Changes what can be changed; adding partitions moves keys to other partitions from then on. */
  public void fix(Collection<TopicDifference> differences) throws InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    Map<String, NewPartitions> partitions = new HashMap<>();
    for (TopicDifference difference : differences) {
      if (!difference.fixable()) {
        continue;
      }
      if (difference.what().equals(TopicDifference.PARTITIONS)) {
        partitions.put(
            difference.topic(), NewPartitions.increaseTo(Integer.parseInt(difference.wanted())));
      } else {
        changes
            .computeIfAbsent(resource(difference.topic()), topic -> new ArrayList<>())
            .add(
                new AlterConfigOp(
                    new ConfigEntry(difference.what(), difference.wanted()),
                    AlterConfigOp.OpType.SET));
      }
    }
    get(admin.incrementalAlterConfigs(changes).all(), "settings could not be changed");
    get(admin.createPartitions(partitions).all(), "partitions could not be added");
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <T> T get(KafkaFuture<T> future, String otherwise) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failed(otherwise, e);
    }
  }

  private static CommandException failed(String what, ExecutionException e) {
    return CommandException.failed(what + ": " + e.getCause().getMessage());
  }
}

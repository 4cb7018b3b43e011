package org.mekiki.chaos;

import static org.apache.kafka.clients.admin.OffsetSpec.latest;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Looks at what the brokers hold when all services have ended: copies, transactions, offsets. */
final class ClusterAudit {
  /** The longest a dead process's transaction may stay open, and some. */
  private static final Duration TRANSACTIONS_END = Duration.ofSeconds(30);

  private final Line line;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  ClusterAudit(Line line) {
    this.line = line;
  }

  /** What is wrong. */
  List<String> problems() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      List<TopicPartition> all = partitions(admin);
      awaitTransactionsEnd(admin, all);
      List<TopicPartition> hanging = hanging(admin, all);
      List<TransactionListing> open = Transactions.open(admin);
      figures.put("partitionsWithAnOpenTransaction", hanging.size());
      figures.put("openTransactions", open.size());
      if (!hanging.isEmpty() || !open.isEmpty()) {
        problems.add("open transactions hold up readers of " + hanging + ": " + open);
      }
      List<String> outOfSync = line.brokers.outOfSync(admin);
      if (!outOfSync.isEmpty()) {
        problems.add("some partitions have fewer copies than there are brokers: " + outOfSync);
      }
      String enough = minInSync(admin, line.config.topics().frames().name());
      if (!enough.equals(Integer.toString(line.brokers.enough()))) {
        problems.add(enough + " copies are enough for a frame to count");
      }
      Map<TopicPartition, String> behind = behind(admin);
      if (!behind.isEmpty()) {
        problems.add("offsets of the scorers' group are not at the end: " + behind);
      }
    } catch (ExecutionException e) {
      problems.add("the cluster can't be looked at: " + e.getCause());
    }
    return problems;
  }

  private static String minInSync(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get("min.insync.replicas")
        .value();
  }

  private static void awaitTransactionsEnd(Admin admin, List<TopicPartition> all) {
    try {
      Awaitility.await()
          .atMost(TRANSACTIONS_END)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(hanging(admin, all)).isEmpty();
                assertThat(Transactions.open(admin)).isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      // Whoever asked looks at what is left.
      return;
    }
  }

  /** Counts, once {@link #problems()} has looked. */
  Map<String, Object> figures() {
    return figures;
  }

  private static List<TopicPartition> partitions(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    List<TopicPartition> all = new ArrayList<>();
    for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
      topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p.partition())));
    }
    return all;
  }

  /** Partitions whose last stable offset is not their high watermark. */
  private static List<TopicPartition> hanging(Admin admin, List<TopicPartition> all) {
    try {
      Map<TopicPartition, Long> stable = ends(admin, all, IsolationLevel.READ_COMMITTED);
      Map<TopicPartition, Long> ends = ends(admin, all, IsolationLevel.READ_UNCOMMITTED);
      return all.stream().filter(p -> !stable.get(p).equals(ends.get(p))).toList();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<TopicPartition, Long> ends(
      Admin admin, List<TopicPartition> all, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    all.forEach(partition -> wanted.put(partition, latest()));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin.listOffsets(wanted, new ListOffsetsOptions(level)).all().get();
    Map<TopicPartition, Long> ends = new HashMap<>();
    found.forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private Map<TopicPartition, String> behind(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(line.config.score().applicationId())
            .partitionsToOffsetAndMetadata()
            .get();
    String frames = line.config.topics().frames().name();
    List<TopicPartition> partitions =
        partitions(admin).stream().filter(p -> p.topic().equals(frames)).toList();
    Map<TopicPartition, Long> ends = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, String> behind = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          OffsetAndMetadata offset = committed.get(partition);
          if (end > 0 && (offset == null || offset.offset() != end)) {
            behind.put(partition, offset + " of " + end);
          }
        });
    return behind;
  }
}

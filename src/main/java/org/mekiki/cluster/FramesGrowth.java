package org.mekiki.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Counted;
import org.mekiki.text.Text;

/**
 * Gives the topic of frames more partitions. The state of alarms lies in as many partitions, under
 * the cameras that they had until then: it is deleted, and alarms begin anew.
 */
public final class FramesGrowth {
  private final Admin admin;
  private final String frames;
  private final String application;

  public FramesGrowth(Admin admin, MekikiConfig config) {
    this.admin = admin;
    this.frames = config.topics().frames().name();
    this.application = config.score().applicationId();
  }

  /**
   * Grows the topic. Where it has grown already and only the alarms' state is still of the former
   * number, that state is deleted.
   *
   * @return how many it had
   * @throws CommandException if it has as many already, scorers run, or the cluster refuses
   */
  public int to(int partitions) throws InterruptedException {
    int before = partitions(frames).orElseThrow();
    Optional<Integer> ofState = partitions(changelog());
    if (partitions == before && ofState.isPresent() && ofState.get() != before) {
      requireNoScorers();
      deleteState();
      return before;
    }
    if (partitions <= before) {
      throw CommandException.badUsage(
          Text.of(
              "%s has %s; --grow needs more than that, not %d: a topic never shrinks",
              frames, Counted.of(before, "partition"), partitions));
    }
    requireNoScorers();
    get(
        admin.createPartitions(Map.of(frames, NewPartitions.increaseTo(partitions))).all(),
        frames + " can't be given more partitions");
    deleteState();
    return before;
  }

  private String changelog() {
    return application + "-alarms-changelog";
  }

  /** Empty if there is no such topic; the frames' must be there. */
  private Optional<Integer> partitions(String topic) throws InterruptedException {
    try {
      return Optional.of(
          admin
              .describeTopics(List.of(topic))
              .topicNameValues()
              .get(topic)
              .get()
              .partitions()
              .size());
    } catch (ExecutionException e) {
      if (!topic.equals(frames) && e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw CommandException.failed(
          "topic " + topic + " can't be described: " + e.getCause().getMessage());
    }
  }

  /** A scorer that runs would end: its state has fewer partitions than its frames. */
  private void requireNoScorers() throws InterruptedException {
    ConsumerGroup group;
    try {
      group = ConsumerGroup.read(admin, application);
    } catch (ExecutionException e) {
      throw CommandException.failed(
          "whether scorers run is unknown, so nothing is changed: " + e.getCause().getMessage());
    }
    if (group.members() > 0) {
      throw CommandException.failed(
          Text.of(
              "group %s has %d members: stop all scorers first, then repeat this",
              application, group.members()));
    }
  }

  private void deleteState() throws InterruptedException {
    String changelog = changelog();
    try {
      admin.deleteTopics(List.of(changelog)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw CommandException.failed(
            Text.of(
                "%s has its partitions now, but topic %s can't be deleted: %s; delete it before a"
                    + " scorer starts",
                frames, changelog, e.getCause().getMessage()));
      }
    }
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future, String otherwise)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw CommandException.failed(otherwise + ": " + e.getCause().getMessage());
    }
  }
}

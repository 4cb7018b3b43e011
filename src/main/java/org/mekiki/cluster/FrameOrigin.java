package org.mekiki.cluster;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.config.TopicsSettings;
import org.mekiki.stream.codec.Origin;
import org.mekiki.terminal.CommandException;

/** Where the frames of an installation come from, as its cluster says. */
public final class FrameOrigin {
  private FrameOrigin() {}

  /**
   * Asks the cluster for its own id and that of the topic of frames.
   *
   * @throws CommandException if it does not answer, or has no such topic
   */
  public static Origin of(Admin admin, TopicsSettings topics) throws InterruptedException {
    String frames = topics.frames().name();
    try {
      String site =
          topics.site().isEmpty() ? admin.describeCluster().clusterId().get() : topics.site();
      return Origin.of(
          site == null ? "" : site,
          admin.describeTopics(List.of(frames)).allTopicNames().get().get(frames).topicId());
    } catch (ExecutionException e) {
      throw CommandException.failed(
          "the cluster can't be asked for the id of " + frames + ": " + e.getCause().getMessage());
    }
  }
}

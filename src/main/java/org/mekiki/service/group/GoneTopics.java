package org.mekiki.service.group;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics of a running service that somebody has deleted. Kafka's clients wait for them without a
 * word that a person could act on. For one thread, but for {@link #sentence}.
 */
final class GoneTopics {
  private static final Logger LOG = LoggerFactory.getLogger(GoneTopics.class);

  private final Admin admin;
  private final Set<String> needed;
  private Set<String> suspected = Set.of();
  private volatile Set<String> gone = Set.of();

  /** Watches topics that were there at the start. */
  GoneTopics(Admin admin, Set<String> needed) {
    this.admin = admin;
    this.needed = Set.copyOf(needed);
  }

  /**
   * Looks once. A topic is gone if it was missing the last time, too: a broker that has just
   * started may not have heard of it yet.
   *
   * @return the topics that are missing now
   */
  Set<String> look() throws ExecutionException, InterruptedException {
    Set<String> missing = new TreeSet<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(needed).topicNameValues().entrySet()) {
      try {
        topic.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        missing.add(topic.getKey());
      }
    }
    Set<String> before = gone;
    Set<String> now = new TreeSet<>(missing);
    now.retainAll(suspected);
    suspected = missing;
    gone = now;
    if (!now.equals(before)) {
      sentence()
          .ifPresentOrElse(LOG::warn, () -> LOG.info("{} there again", told(before, "is", "are")));
    }
    return missing;
  }

  /** What is missing and what to do; empty if nothing is. */
  Optional<String> sentence() {
    Set<String> now = gone;
    return now.isEmpty()
        ? Optional.empty()
        : Optional.of(
            told(now, "does", "do")
                + " not exist any more, so work stands still; 'mekiki topics' creates what is"
                + " missing, without its records");
  }

  private static String told(Set<String> topics, String one, String many) {
    return topics.size() == 1
        ? "topic " + topics.iterator().next() + " " + one
        : "topics " + String.join(", ", topics) + " " + many;
  }
}

package org.mekiki.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All topics.
 *
 * @param site name of this site; empty for the cluster's id
 * @param replicationFactor copies of each partition; -1 for the cluster's default
 * @param maxMessageBytes largest frame that the topics for frames take
 * @param topics every topic
 * @param groups names of consumer groups that follow from the topics' prefix
 */
public record TopicsSettings(
    String site,
    int replicationFactor,
    int maxMessageBytes,
    Map<Topic, TopicSettings> topics,
    GroupNames groups) {

  public TopicsSettings {
    topics = Map.copyOf(topics);
    for (Topic topic : Topic.values()) {
      if (!topics.containsKey(topic)) {
        throw new IllegalArgumentException("topic " + topic.id() + " has no settings");
      }
    }
  }

  public TopicSettings get(Topic topic) {
    return topics.get(topic);
  }

  public TopicSettings frames() {
    return get(Topic.FRAMES);
  }

  public TopicSettings good() {
    return get(Topic.GOOD);
  }

  public TopicSettings scores() {
    return get(Topic.SCORES);
  }

  public TopicSettings heatmaps() {
    return get(Topic.HEATMAPS);
  }

  public TopicSettings anomalies() {
    return get(Topic.ANOMALIES);
  }

  public TopicSettings alarms() {
    return get(Topic.ALARMS);
  }

  public TopicSettings feedback() {
    return get(Topic.FEEDBACK);
  }

  public TopicSettings deadLetters() {
    return get(Topic.DEAD_LETTERS);
  }

  public TopicSettings models() {
    return get(Topic.MODELS);
  }

  public TopicSettings training() {
    return get(Topic.TRAINING);
  }

  /** What the steps of training tell each other. */
  public TopicSettings trainingControl() {
    return get(Topic.TRAINING_CONTROL);
  }

  static TopicsSettings of(Values values) {
    String prefix = values.get(ConfigKeys.TOPICS_PREFIX);
    Map<Topic, TopicSettings> topics = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      String name = values.get(ConfigKeys.TOPIC_NAME.get(topic));
      topics.put(
          topic,
          new TopicSettings(
              name.replace(ConfigKeys.PREFIX_PLACE, prefix),
              values.get(ConfigKeys.TOPIC_PARTITIONS.get(topic)),
              topic.isCompacted()
                  ? Optional.empty()
                  : Optional.of(values.get(ConfigKeys.TOPIC_RETENTION.get(topic)))));
    }
    return new TopicsSettings(
        values.get(ConfigKeys.TOPICS_SITE),
        values.get(ConfigKeys.TOPICS_REPLICATION_FACTOR),
        Math.toIntExact(values.get(ConfigKeys.TOPICS_MAX_MESSAGE_BYTES)),
        topics,
        GroupNames.ofTopics(prefix));
  }
}

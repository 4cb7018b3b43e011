package org.mekiki.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.ValueTypes;

/**
 * All topics.
 *
 * @param site name of this site; empty for the cluster's id
 * @param replicationFactor copies of each partition; -1 for the cluster's default
 * @param maxMessageBytes largest frame that the topics for frames take
 * @param groups names of consumer groups that follow from the topics' prefix
 */
public record TopicsSettings(
    String site,
    int replicationFactor,
    int maxMessageBytes,
    Map<Topic, TopicSettings> topics,
    GroupNames groups) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<String> PREFIX =
      KEYS.key(
          "topics.prefix",
          ValueTypes.text(
              "up to 100 letters, digits, dots, dashes or underscores", "[A-Za-z0-9._-]{0,100}"),
          "mekiki.",
          "What replaces "
              + GroupNames.PREFIX_PLACE
              + " in the names of topics and groups. Two installations on one cluster only need"
              + " different prefixes.");
  public static final ConfigKey<String> SITE =
      KEYS.key(
          "topics.site",
          ValueTypes.text(
              "up to 100 letters, digits, dots, dashes or underscores", "[\\w.-]{0,100}"),
          "",
          "Name of this site in the ce_source of events, needed where several sites are"
              + " mirrored into one cluster. Not set: the cluster's id.");
  public static final ConfigKey<Integer> REPLICATION_FACTOR =
      KEYS.key(
          "topics.replication-factor",
          ValueTypes.integer(-1, 15),
          "-1",
          "Copies of each partition; -1 leaves it to the cluster's default. Also for the services'"
              + " internal topics.");
  public static final ConfigKey<Long> MAX_MESSAGE_BYTES =
      KEYS.key(
          "topics.max-message-bytes",
          ValueTypes.bytes("64KiB", "1GiB"),
          "8MiB",
          "Largest frame that the topics for frames take. Dead letters get 1 MiB more, up to"
              + " 8 MiB in all; a letter that does not fit leaves its frame out and says where it"
              + " lies.");
  static final Map<Topic, ConfigKey<String>> TOPIC_NAME = new EnumMap<>(Topic.class);
  static final Map<Topic, ConfigKey<Integer>> TOPIC_PARTITIONS = new EnumMap<>(Topic.class);
  static final Map<Topic, ConfigKey<Duration>> TOPIC_RETENTION = new EnumMap<>(Topic.class);

  static {
    for (Topic topic : Topic.values()) {
      topicKeys(topic);
    }
  }

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

  /** The topics that a program can't do without: those that it reads and those that it writes. */
  public List<TopicSettings> usedBy(Program program) {
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.readers().contains(program) || topic.writers().contains(program))
        .map(this::get)
        .toList();
  }

  /** The topics that a program writes. */
  public List<TopicSettings> writtenBy(Program program) {
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.writers().contains(program))
        .map(this::get)
        .toList();
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

  /** Views that were set up on the page, by model. */
  public TopicSettings views() {
    return get(Topic.VIEWS);
  }

  public TopicSettings training() {
    return get(Topic.TRAINING);
  }

  /** What the steps of training tell each other. */
  public TopicSettings trainingControl() {
    return get(Topic.TRAINING_CONTROL);
  }

  static TopicsSettings of(Values values) {
    String prefix = values.get(PREFIX);
    Map<Topic, TopicSettings> topics = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      String name = values.get(TOPIC_NAME.get(topic));
      topics.put(
          topic,
          new TopicSettings(
              name.replace(GroupNames.PREFIX_PLACE, prefix),
              values.get(TOPIC_PARTITIONS.get(topic)),
              topic.isCompacted()
                  ? Optional.empty()
                  : Optional.of(values.get(TOPIC_RETENTION.get(topic)))));
    }
    return new TopicsSettings(
        values.get(SITE),
        values.get(REPLICATION_FACTOR),
        Math.toIntExact(values.get(MAX_MESSAGE_BYTES)),
        topics,
        GroupNames.ofTopics(prefix));
  }

  private static void topicKeys(Topic topic) {
    String start = "topics." + topic.id() + ".";
    TOPIC_NAME.put(
        topic,
        KEYS.key(
            start + "name",
            ValueTypes.text("a topic's name", "\\S{1,249}"),
            GroupNames.PREFIX_PLACE + topic.id(),
            "Topic with " + topic.holds() + "."));
    TOPIC_PARTITIONS.put(
        topic,
        KEYS.key(
            start + "partitions",
            ValueTypes.integer(1, 10_000),
            Integer.toString(topic.defaultPartitions()),
            "Number of its partitions when the topic is created."));
    if (!topic.isCompacted()) {
      TOPIC_RETENTION.put(
          topic,
          KEYS.key(
              start + "retention",
              ValueTypes.duration("1m", "36500d"),
              topic.defaultRetention(),
              "How long the topic keeps its records."));
    }
  }
}

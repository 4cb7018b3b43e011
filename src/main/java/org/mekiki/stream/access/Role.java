package org.mekiki.stream.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import org.mekiki.config.TopicsSettings;

/** The commands that talk to a cluster, and the least that each may do there. */
public enum Role {
  /** {@code mekiki score}. */
  SCORE {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      TopicsSettings topics = config.topics();
      List<Permission> all = new ArrayList<>();
      all.add(Permission.topic(READ, topics.frames().name()));
      all.add(Permission.topic(READ, topics.models().name()));
      for (Topic output : SCORE_OUTPUTS) {
        all.add(Permission.topic(WRITE, topics.get(output).name()));
        all.add(Permission.topic(DESCRIBE_CONFIGS, topics.get(output).name()));
      }
      all.addAll(streams(config.score().applicationId(), CREATE, READ, WRITE));
      if (config.web().enabled()) {
        all.add(Permission.topic(READ, topics.alarms().name()));
        all.add(Permission.topic(READ, topics.training().name()));
      }
      return all;
    }
  },

  /** {@code mekiki train}. */
  TRAIN {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      TopicsSettings topics = config.topics();
      List<Permission> all = new ArrayList<>();
      all.add(Permission.topic(READ, topics.good().name()));
      all.add(Permission.topic(READ, topics.trainingControl().name()));
      for (Topic output : TRAIN_OUTPUTS) {
        all.add(Permission.topic(WRITE, topics.get(output).name()));
        all.add(Permission.topic(DESCRIBE_CONFIGS, topics.get(output).name()));
      }
      all.addAll(streams(config.train().applicationId(), CREATE, READ, WRITE, DELETE));
      if (config.web().enabled()) {
        all.add(Permission.topic(READ, topics.alarms().name()));
        all.add(Permission.topic(READ, topics.training().name()));
        all.add(Permission.topic(READ, topics.models().name()));
      }
      return all;
    }
  },

  /** What the page reads and its buttons do, beyond what its service may do; it works without. */
  PAGE {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      TopicsSettings topics = config.topics();
      return List.of(
          Permission.topic(READ, topics.anomalies().name()),
          Permission.topic(READ, topics.feedback().name()),
          Permission.topic(WRITE, topics.feedback().name()),
          Permission.topic(WRITE, topics.models().name()),
          Permission.topic(WRITE, topics.good().name()),
          new Permission(
              WRITE,
              ResourceType.TRANSACTIONAL_ID,
              "mekiki-" + topics.models().name() + "-",
              true));
    }
  },

  /** {@code mekiki publish}. */
  PUBLISH {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return List.of(Permission.topic(WRITE, config.topics().frames().name()));
    }
  },

  /** {@code mekiki teach}. */
  TEACH {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return List.of(
          Permission.topic(WRITE, config.topics().good().name()),
          Permission.topic(READ, config.topics().training().name()),
          Permission.topic(READ, config.topics().models().name()));
    }
  },

  /** {@code mekiki topics}. */
  TOPICS {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return onAllTopics(config, CREATE, DESCRIBE, DESCRIBE_CONFIGS);
    }
  },

  /** {@code mekiki topics --fix}: who may alter may also describe. */
  TOPICS_FIX {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return onAllTopics(config, CREATE, ALTER, ALTER_CONFIGS);
    }
  },

  /** {@code mekiki watch}. */
  WATCH {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return List.of(
          Permission.topic(READ, config.topics().scores().name()),
          Permission.topic(READ, config.topics().alarms().name()),
          Permission.topic(READ, config.topics().deadLetters().name()));
    }
  };

  private static final List<Topic> SCORE_OUTPUTS =
      List.of(Topic.SCORES, Topic.HEATMAPS, Topic.ANOMALIES, Topic.ALARMS, Topic.DEAD_LETTERS);
  private static final List<Topic> TRAIN_OUTPUTS =
      List.of(Topic.MODELS, Topic.TRAINING, Topic.TRAINING_CONTROL, Topic.DEAD_LETTERS);

  /** The least that it needs, by this configuration's names. */
  public abstract List<Permission> permissions(MekikiConfig config);

  /** The topics that it writes to by itself, whose limits must hold what it writes. */
  public List<Topic> outputs() {
    return switch (this) {
      case SCORE -> SCORE_OUTPUTS;
      case TRAIN -> TRAIN_OUTPUTS;
      default -> List.of();
    };
  }

  /** As commands are called; {@code topics-fix} for {@code topics --fix}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<Permission> onAllTopics(MekikiConfig config, AclOperation... operations) {
    List<Permission> all = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = config.topics().get(topic).name();
      Arrays.stream(operations).forEach(op -> all.add(Permission.topic(op, name)));
    }
    return all;
  }

  /** What Kafka Streams needs for an application: its own topics, its group, its transactions. */
  private static List<Permission> streams(String application, AclOperation... onItsTopics) {
    List<Permission> all = new ArrayList<>();
    Arrays.stream(onItsTopics)
        .forEach(operation -> all.add(Permission.topicsOf(operation, application + "-")));
    all.add(new Permission(READ, ResourceType.GROUP, application, false));
    all.add(new Permission(WRITE, ResourceType.TRANSACTIONAL_ID, application + "-", true));
    return all;
  }
}

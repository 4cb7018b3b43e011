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
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Program;
import org.mekiki.config.Topic;
import org.mekiki.text.Labelled;

/** The commands that talk to a cluster, and the least that each may do there. */
public enum Role implements Labelled {
  /** {@code mekiki score}. */
  SCORE(Program.SCORE) {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      List<Permission> all = onItsTopics(config);
      all.addAll(streams(config.score().applicationId(), CREATE, READ, WRITE));
      return all;
    }
  },

  /** {@code mekiki train}. */
  TRAIN(Program.TRAIN) {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      List<Permission> all = onItsTopics(config);
      all.addAll(streams(config.train().applicationId(), CREATE, READ, WRITE, DELETE));
      return all;
    }
  },

  /** What the page reads and its buttons do, beyond what its service may do; it works without. */
  PAGE(Program.PAGE_BUTTONS) {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      List<Permission> all = onItsTopics(config);
      all.add(
          new Permission(
              WRITE,
              ResourceType.TRANSACTIONAL_ID,
              "mekiki-" + config.topics().models().name() + "-",
              true));
      return all;
    }
  },

  /** {@code mekiki publish}. */
  PUBLISH(Program.PUBLISH),

  /** {@code mekiki teach}, and {@code mekiki train runs}, which reads but for {@code --cancel}. */
  TEACH(Program.TEACH),

  /** {@code mekiki topics}. */
  TOPICS(null) {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return onAllTopics(config, CREATE, DESCRIBE, DESCRIBE_CONFIGS);
    }
  },

  /** {@code mekiki topics --fix}: who may alter may also describe. */
  TOPICS_FIX(null) {
    @Override
    public List<Permission> permissions(MekikiConfig config) {
      return onAllTopics(config, CREATE, ALTER, ALTER_CONFIGS);
    }
  },

  /** {@code mekiki watch}. */
  WATCH(Program.WATCH);

  private final Program program;

  Role(Program program) {
    this.program = program;
  }

  /** The least that it needs, by this configuration's names. */
  public List<Permission> permissions(MekikiConfig config) {
    return onItsTopics(config);
  }

  /** The topics that it writes to by itself, whose limits must hold what it writes. */
  public List<Topic> outputs() {
    return isService()
        ? Arrays.stream(Topic.values()).filter(topic -> topic.writers().contains(program)).toList()
        : List.of();
  }

  private boolean isService() {
    return program == Program.SCORE || program == Program.TRAIN;
  }

  /** Reading and writing as the topics' declarations say; a service also looks at limits. */
  final List<Permission> onItsTopics(MekikiConfig config) {
    boolean viewed = isService() && config.web().enabled();
    List<Permission> all = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = config.topics().get(topic).name();
      if (topic.readers().contains(program)
          || viewed && topic.readers().contains(Program.PAGE_VIEW)) {
        all.add(Permission.topic(READ, name));
      }
      if (topic.writers().contains(program)) {
        all.add(Permission.topic(WRITE, name));
        if (isService()) {
          all.add(Permission.topic(DESCRIBE_CONFIGS, name));
        }
      }
    }
    return all;
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

package org.mekiki.app.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.FramesGrowth;
import org.mekiki.cluster.KafkaAccess;
import org.mekiki.cluster.StrimziResources;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicDifference;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.cluster.TopicSpec;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.client.KeylessFrames;
import org.mekiki.stream.client.SplitCameras;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki topics}: creates the topics, or says what is different about them. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = {
      "Creates missing topics, and prints how existing ones differ from the configuration.",
      "Partitions, size, retention and clean-up come from the configuration."
    })
public final class TopicsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions options;

  @ArgGroup private Mode mode = new Mode();

  /** At most one of them. */
  private static final class Mode {
    @Option(
        names = "--check",
        description =
            "Change nothing; end with 1 if a topic is missing or different, or a camera's frames"
                + " are on two partitions.")
    private boolean check;

    @Option(names = "--fix", description = "Also change settings that are different.")
    private boolean fix;

    @Option(
        names = "--grow",
        paramLabel = "N",
        description = {
          "Give the topic of frames N partitions, while no scorer runs. Alarms start again, and a"
              + " camera's frames are in order only from then on."
        })
    private Integer grow;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = {
          "Print the topics in this format instead, without connecting. strimzi: KafkaTopic"
              + " resources of the operator Strimzi, for kubectl apply."
        })
    private StrimziOptions.Format format;
  }

  @Mixin private StrimziOptions strimzi;

  public TopicsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (mode.format != null) {
      StrimziResources resources = strimzi.resources();
      TopicPlan.of(options.load(terminal).topics())
          .forEach(spec -> terminal.printLines(resources.topic(spec)));
      return ExitCodes.OK;
    }
    MekikiConfig config = options.load(terminal, KafkaSettings.BOOTSTRAP_SERVERS);
    List<TopicSpec> specs = TopicPlan.of(config.topics());
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      if (mode.grow != null) {
        return grow(admin, config);
      }
      KafkaAccess.require(
          terminal,
          admin,
          config,
          mode.fix ? Role.TOPICS_FIX : Role.TOPICS,
          permission -> !mode.check || permission.operation() != AclOperation.CREATE);
      TopicAdmin topics = new TopicAdmin(admin);
      List<TopicSpec> missing = topics.missing(specs);
      List<TopicSpec> there = new ArrayList<>(specs);
      there.removeAll(missing);
      List<TopicDifference> differences = topics.differences(there);
      topics.unchecked().ifPresent(sentence -> terminal.tell("%s", sentence));
      if (mode.check) {
        boolean split = !missing.contains(scores(config, specs)) && findSplitCameras(config);
        boolean keyless = !missing.contains(frames(config, specs)) && findKeylessFrames(config);
        return check(missing, differences) == ExitCodes.OK && !split && !keyless
            ? ExitCodes.OK
            : ExitCodes.FAILED;
      }
      create(topics, missing);
      if (mode.fix) {
        fix(topics, differences);
      } else {
        differences.forEach(difference -> terminal.print("%s", difference));
      }
      summarize(specs, mode.fix ? List.of() : differences);
    }
    return ExitCodes.OK;
  }

  private int grow(Admin admin, MekikiConfig config) throws InterruptedException {
    int before = new FramesGrowth(admin, config).to(mode.grow);
    String frames = config.topics().frames().name();
    if (before == mode.grow) {
      terminal.print(
          "%s has %s already; the alarms' state of the former number is deleted",
          frames, Counted.of(before, "partition"));
    } else {
      terminal.print("%s: partitions changed from %d to %d", frames, before, mode.grow);
    }
    terminal.tell(
        "set topics.frames.partitions=%d, and delete the scorers' state folders (score.state-dir)"
            + " before you start them: what they hold is of the former partitions",
        mode.grow);
    return ExitCodes.OK;
  }

  private int check(List<TopicSpec> missing, List<TopicDifference> differences) {
    missing.forEach(spec -> terminal.print("%s: is missing", spec.name()));
    differences.forEach(difference -> terminal.print("%s", difference));
    boolean fine = missing.isEmpty() && differences.isEmpty();
    if (fine) {
      terminal.print("all topics are as they should be");
    }
    return fine ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static TopicSpec scores(MekikiConfig config, List<TopicSpec> specs) {
    return spec(config.topics().scores().name(), specs);
  }

  private static TopicSpec frames(MekikiConfig config, List<TopicSpec> specs) {
    return spec(config.topics().frames().name(), specs);
  }

  private static TopicSpec spec(String name, List<TopicSpec> specs) {
    return specs.stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  /** Whether there are any; without the right to read frames it can't be told. */
  private boolean findKeylessFrames(MekikiConfig config) {
    Map<Integer, String> keyless;
    try {
      keyless =
          KeylessFrames.find(config.kafka().consumerProperties(), config.topics().frames().name());
    } catch (AuthorizationException e) {
      terminal.tell("whether frames have keys is not checked: %s", e.getMessage());
      return false;
    }
    keyless.forEach(
        (partition, position) ->
            terminal.print(
                "%s: partition %d has frames without a key, %s for example; send the camera id as"
                    + " the record's key, also of Avro frames (docs/publishing.md)",
                config.topics().frames().name(), partition, position));
    return !keyless.isEmpty();
  }

  /** Whether there are any; without the right to read scores it can't be told. */
  private boolean findSplitCameras(MekikiConfig config) {
    Map<String, Set<Integer>> split;
    try {
      split =
          SplitCameras.find(
              config.kafka().consumerProperties(),
              config.topics().scores().name(),
              SchemaRegistry.of(config.registry()));
    } catch (AuthorizationException e) {
      terminal.tell(
          "can't check whether a camera's frames are on several partitions: %s", e.getMessage());
      return false;
    }
    split.forEach(
        (camera, partitions) ->
            terminal.print(
                "%s: frames of camera %s are on partitions %s; make all its senders use the same"
                    + " partitioner (docs/publishing.md)",
                config.topics().frames().name(), camera, partitions));
    return !split.isEmpty();
  }

  private void create(TopicAdmin topics, List<TopicSpec> missing) throws InterruptedException {
    Set<String> created = topics.create(missing);
    for (TopicSpec spec : missing) {
      if (created.contains(spec.name())) {
        terminal.print(
            "%s: created with %s", spec.name(), Counted.of(spec.partitions(), "partition"));
      }
    }
  }

  private void fix(TopicAdmin topics, List<TopicDifference> differences)
      throws InterruptedException {
    topics.fix(differences);
    for (TopicDifference difference : differences) {
      if (difference.fixable()) {
        terminal.print(
            "%s: %s changed from %s to %s",
            difference.topic(), difference.what(), difference.actual(), difference.wanted());
      } else {
        terminal.print("%s", difference);
      }
    }
  }

  private void summarize(List<TopicSpec> specs, List<TopicDifference> left) {
    if (left.stream().anyMatch(TopicDifference::fixable)) {
      terminal.tell("'mekiki topics --fix' changes what can be changed");
    } else {
      terminal.tell("all %s exist", Counted.of(specs.size(), "topic"));
    }
  }
}

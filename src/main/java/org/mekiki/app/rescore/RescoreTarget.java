package org.mekiki.app.rescore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.ResultFile;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.cluster.TopicSpec;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Topic;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.service.parts.OutputFormatsFactory;
import org.mekiki.stream.client.RescoredLines;
import org.mekiki.stream.client.Rescoring;
import org.mekiki.stream.codec.InputRecord;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.stream.scoring.RescoredTopics;
import org.mekiki.terminal.CommandException;
import org.mekiki.text.Text;
import picocli.CommandLine.Option;

/** Where results go: a file, topics of their own, or both. */
final class RescoreTarget {
  @Option(
      names = "--out",
      converter = ResultFile.class,
      paramLabel = "FILE",
      description = "New file for JSON lines.")
  private Path out;

  @Option(
      names = "--scores-topic",
      paramLabel = "NAME",
      description =
          "Topic for the scores, created if it is missing. Not one of the line's own topics.")
  private String scores;

  @Option(
      names = "--heatmaps-topic",
      paramLabel = "NAME",
      description = "Topic for the heatmaps, like --scores-topic.")
  private String heatmaps;

  /** Refuses what would reach the line, before anything is read. */
  void check(MekikiConfig config) {
    if (out == null && scores == null && heatmaps == null) {
      throw CommandException.badUsage(
          "nothing says where the scores go; give --out FILE, --scores-topic NAME or"
              + " --heatmaps-topic NAME");
    }
    if (scores != null && scores.equals(heatmaps)) {
      throw CommandException.badUsage(
          "--scores-topic and --heatmaps-topic are both " + scores + "; each needs its own");
    }
    check("--scores-topic", scores, config);
    check("--heatmaps-topic", heatmaps, config);
  }

  private static void check(String flag, String name, MekikiConfig config) {
    if (name == null) {
      return;
    }
    if (!name.matches("[A-Za-z0-9._-]{1,249}") || name.equals(".") || name.equals("..")) {
      throw CommandException.badUsage(
          Text.of(
              "%s is '%s'; valid: 1 to 249 letters, digits, dots, dashes or underscores",
              flag, name));
    }
    boolean ofTheLine =
        config.topics().topics().values().stream().anyMatch(topic -> topic.name().equals(name))
            || name.startsWith(config.score().applicationId() + "-")
            || name.startsWith(config.train().applicationId() + "-")
            || name.startsWith("__");
    if (ofTheLine) {
      throw CommandException.badUsage(
          Text.of(
              "%s is %s, a topic of the line itself: its readers would take old frames for new"
                  + " ones; name another, %s%s for example",
              flag, name, config.topics().get(Topic.SCORES).name(), ".again"));
    }
  }

  /** Creates topics that are missing, as the line's own are. */
  void createTopics(Admin admin, MekikiConfig config) throws InterruptedException {
    List<TopicSpec> specs = new ArrayList<>();
    Optional.ofNullable(scores)
        .map(name -> TopicPlan.like(Topic.SCORES, config.topics(), name))
        .ifPresent(specs::add);
    Optional.ofNullable(heatmaps)
        .map(name -> TopicPlan.like(Topic.HEATMAPS, config.topics(), name))
        .ifPresent(specs::add);
    TopicAdmin topics = new TopicAdmin(admin);
    topics.create(topics.missing(specs));
  }

  Opened open(MekikiConfig config, Origin origin) {
    return new Opened(config, origin);
  }

  /** The file and the topics, while frames are scored. */
  final class Opened implements AutoCloseable {
    private final RescoredFile file;
    private final RescoredTopics topics;

    private Opened(MekikiConfig config, Origin origin) {
      topics =
          scores == null && heatmaps == null
              ? null
              : new RescoredTopics(
                  config.kafka().producerProperties(),
                  origin,
                  OutputFormatsFactory.of(config, SchemaRegistry.of(config.registry())),
                  Optional.ofNullable(scores),
                  Optional.ofNullable(heatmaps));
      try {
        file = out == null ? null : RescoredFile.create(out);
      } catch (CommandException e) {
        if (topics != null) {
          topics.close();
        }
        throw e;
      }
    }

    /** Topics first: a score that is too large for them is a line with its reason. */
    List<Rescoring.Output> outputs() {
      List<Rescoring.Output> outputs = new ArrayList<>();
      if (topics != null) {
        outputs.add(
            new Rescoring.Output() {
              @Override
              public void scored(InputRecord record, Frame frame, Inspection found) {
                topics.scored(record, frame, found);
              }

              @Override
              public void rejected(InputRecord record, Frame frame, UnscorableException why) {}
            });
      }
      if (file != null) {
        outputs.add(new RescoredLines(file::write));
      }
      return outputs;
    }

    /** Waits until the topics and the file have all. */
    void finish() {
      if (topics != null) {
        topics.flush();
      }
      if (file != null) {
        file.finish();
      }
    }

    @Override
    public void close() throws IOException {
      try {
        if (topics != null) {
          topics.close();
        }
      } finally {
        if (file != null) {
          file.close();
        }
      }
    }
  }
}

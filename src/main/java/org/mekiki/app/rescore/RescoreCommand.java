package org.mekiki.app.rescore;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.app.common.CommonOptions;
import org.mekiki.app.common.InRange;
import org.mekiki.app.common.PublishedModel;
import org.mekiki.cluster.BrokerWait;
import org.mekiki.cluster.FrameOrigin;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.KafkaSettings;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.InspectionModelFactory;
import org.mekiki.service.parts.InspectorFactory;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.stream.client.FrameSpan;
import org.mekiki.stream.client.Rescoring;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.reference.ReferenceFetcher;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.stream.scoring.RescoredTopics;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.ExitCodes;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Counted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mekiki rescore}: what a version of a model says of frames that are still there. */
@Command(
    name = "rescore",
    description = {
      "Scores frames that are still on their topic with a version of a model, and writes one JSON"
          + " object per line to a file, or records to topics that you name.",
      "Changes no consumer group and no topic of the line: scores, anomalies and alarms stay as"
          + " they are."
    })
public final class RescoreCommand implements Callable<Integer> {
  private static final Pattern OFFSETS = Pattern.compile("(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

  private final Terminal terminal;

  @Mixin private CommonOptions options;

  // Its own, because --version is the model's here.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "KEY",
      required = true,
      description = "The model to score with.")
  private String model;

  @Option(
      names = {"--version-number", "--version"},
      paramLabel = "N",
      description = "A kept version. Default: the current one.")
  @InRange(from = 1)
  private Long version;

  @Option(
      names = "--camera",
      paramLabel = "ID",
      description =
          "Frames of this camera, whatever model they name; can be repeated. Default: all frames"
              + " that this model is for.")
  private List<String> cameras = List.of();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Frames since this time, for example 2026-01-31T12:00:00Z. Default: since the oldest.")
  private String from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Frames before this time. Default: up to the newest.")
  private String until;

  @Option(
      names = "--offsets",
      paramLabel = "PARTITION:FROM-TO",
      description =
          "Frames from offset FROM up to the one before TO; can be repeated. Not with --from or"
              + " --until.")
  private List<String> offsets = List.of();

  @Mixin private RescoreTarget target;

  public RescoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!offsets.isEmpty() && (from != null || until != null)) {
      throw CommandException.badUsage("--offsets goes without --from and --until: say one span");
    }
    Optional<Instant> begin = time("--from", from);
    Optional<Instant> end = time("--until", until);
    Map<Integer, FrameSpan.Range> ranges = ranges();
    BackboneFactory backbone = new BackboneFactory();
    MekikiConfig config =
        backbone
            .checkedBy(
                ModelTrust.checkedBy(options.loader(terminal, KafkaSettings.BOOTSTRAP_SERVERS)))
            .load();
    target.check(config);
    Origin origin = connect(config);
    String topic = config.topics().frames().name();
    try (OnnxFeatureExtractor extractor = BackboneFactory.extractor(backbone.graph(), config);
        FrameSpan span = span(config, topic, begin, end, ranges);
        RescoreTarget.Opened opened = target.open(config, origin);
        ReferenceFetcher pictures =
            ReferenceFetcher.of(config.references(), config.image().maxBytes())) {
      InspectionModel scorer =
          PublishedModel.ofTopic(
              config,
              model,
              version,
              BackboneFactory.assembler(backbone.graph()),
              new InspectionModelFactory(
                  extractor, backbone.graph(), BackboneFactory.published(config)));
      Rescoring rescoring =
          new Rescoring(
              InspectorFactory.of(config),
              scorer,
              new FrameReader(origin, SchemaRegistry.of(config.registry()), pictures),
              wanted(),
              opened.outputs());
      terminal.tell(
          "scoring up to %s of %s with %s version %d",
          Counted.of(span.size(), "frame"), topic, scorer.key(), scorer.version());
      span.read(rescoring, terminal.lifecycle()::isStopping);
      opened.finish();
      terminal.print(
          "%s scored, %d of them anomalous; %d could not be scored, %d of other models or"
              + " cameras left out",
          Counted.of(rescoring.scored(), "frame"),
          rescoring.anomalous(),
          rescoring.rejected(),
          rescoring.left());
    } catch (RescoredTopics.NotWritten e) {
      throw CommandException.failed(e.getMessage());
    }
    return terminal.lifecycle().isStopping() ? ExitCodes.FAILED : ExitCodes.OK;
  }

  private Origin connect(MekikiConfig config) throws InterruptedException {
    try (Admin admin = new BrokerWait(config.kafka(), terminal).connect(BrokerWait.ONE_SHOT)) {
      TopicsThere.require(admin, List.of(config.topics().frames(), config.topics().models()));
      target.createTopics(admin, config);
      return FrameOrigin.of(admin, config.topics());
    }
  }

  private static FrameSpan span(
      MekikiConfig config,
      String topic,
      Optional<Instant> begin,
      Optional<Instant> end,
      Map<Integer, FrameSpan.Range> ranges) {
    var consumer = FrameSpan.consumer(config.kafka().consumerProperties());
    try {
      return ranges.isEmpty()
          ? FrameSpan.ofTime(consumer, topic, begin, end)
          : FrameSpan.ofOffsets(consumer, topic, ranges);
    } catch (IllegalArgumentException e) {
      consumer.close();
      throw CommandException.badUsage("--offsets: " + e.getMessage());
    }
  }

  private Predicate<Frame> wanted() {
    Set<String> named = Set.copyOf(cameras);
    return named.isEmpty()
        ? frame -> frame.model().equals(model)
        : frame -> named.contains(frame.camera());
  }

  private static Optional<Instant> time(String flag, String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw CommandException.badUsage(
          flag + " is '" + text + "'; it must be a time in UTC, such as 2026-01-31T12:00:00Z");
    }
  }

  private Map<Integer, FrameSpan.Range> ranges() {
    Map<Integer, FrameSpan.Range> ranges = new HashMap<>();
    for (String text : offsets) {
      Matcher parts = OFFSETS.matcher(text);
      try {
        if (!parts.matches()) {
          throw new IllegalArgumentException("it must be PARTITION:FROM-TO, such as 3:4000-5000");
        }
        FrameSpan.Range range =
            new FrameSpan.Range(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
        if (ranges.put(Integer.valueOf(parts.group(1)), range) != null) {
          throw new IllegalArgumentException("its partition is named twice");
        }
      } catch (IllegalArgumentException e) {
        throw CommandException.badUsage("--offsets is '" + text + "'; " + e.getMessage());
      }
    }
    return ranges;
  }
}

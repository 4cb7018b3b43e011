package org.mekiki.service;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.assignment.assignors.StickyTaskAssignor;
import org.mekiki.cluster.FrameOrigin;
import org.mekiki.cluster.TopicsThere;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Program;
import org.mekiki.config.ScoreSettings;
import org.mekiki.config.choice.Guarantee;
import org.mekiki.inspect.InspectionModel;
import org.mekiki.inspect.Inspector;
import org.mekiki.model.ModelEvents;
import org.mekiki.model.ModelRepository;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.service.group.GroupWatch;
import org.mekiki.service.parts.Ahead;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.HeapCheck;
import org.mekiki.service.parts.InspectionModelFactory;
import org.mekiki.service.parts.InspectorFactory;
import org.mekiki.service.parts.ModelCache;
import org.mekiki.service.parts.ModelGate;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.service.parts.OutputFormatsFactory;
import org.mekiki.service.parts.ServiceListeners;
import org.mekiki.service.parts.StateFolder;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.WarmUp;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.ReferencedPictures;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.models.ModelTopicReader;
import org.mekiki.stream.models.ReaderSettings;
import org.mekiki.stream.reference.ReferenceFetcher;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.stream.run.FetchWatch;
import org.mekiki.stream.run.SteadyClock;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.stream.run.StreamsSettings;
import org.mekiki.stream.scoring.ScoringParts;
import org.mekiki.stream.scoring.ScoringTopology;
import org.mekiki.stream.scoring.Surroundings;
import org.mekiki.stream.tracing.OtlpTracing;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.terminal.Version;

/**
 * The scoring service: network, models and topology, opened and closed in order. The topology
 * starts when the models that are on the topic are known, so that no frame becomes a dead letter
 * because its model is missing, and loaded, unless there are too many for {@link #MESSAGE_EVERY}:
 * then frames wait for their models.
 */
public final class ScoringService implements AutoCloseable {
  private static final Duration MESSAGE_EVERY = Duration.ofSeconds(10);

  /**
   * A scorer that joins takes its share at once, and restores the cameras' state then: compacted
   * megabytes at most. By Kafka's default one whose state is 10,000 records behind, as it is after
   * seconds under load, gets no partitions until it has caught up, and until the group looks again:
   * ten minutes.
   */
  private static final long ANY_LAG = Long.MAX_VALUE;

  private final MekikiConfig config;
  private final Lifecycle parts;
  private final ModelRepository<InspectionModel> models;
  private final ModelTopicReader reader;
  private final GroupWatch group;
  private final StreamsRunner runner;
  private final WarmUp warmUp;

  private ScoringService(
      MekikiConfig config,
      Lifecycle parts,
      ModelRepository<InspectionModel> models,
      ModelTopicReader reader,
      GroupWatch group,
      StreamsRunner runner,
      WarmUp warmUp) {
    this.config = config;
    this.parts = parts;
    this.models = models;
    this.reader = reader;
    this.group = group;
    this.runner = runner;
    this.warmUp = warmUp;
  }

  /**
   * A scoring service that warms up and is not yet started.
   *
   * @param admin tells which cluster this is
   */
  public static ScoringService open(
      MekikiConfig config, BackboneGraph graph, ServiceListeners listeners, Admin admin)
      throws InterruptedException {
    return open(config, graph, BackboneFactory.ahead(graph, config), listeners, admin);
  }

  static ScoringService open(
      MekikiConfig config,
      BackboneGraph graph,
      Ahead<OnnxFeatureExtractor> network,
      ServiceListeners listeners,
      Admin admin)
      throws InterruptedException {
    return Lifecycle.opening(parts -> open(config, graph, network, listeners, admin, parts));
  }

  private static ScoringService open(
      MekikiConfig config,
      BackboneGraph graph,
      Ahead<OnnxFeatureExtractor> network,
      ServiceListeners listeners,
      Admin admin,
      Lifecycle parts)
      throws InterruptedException {
    ScoreSettings score = config.score();
    parts.closeAtEnd("the network", network);
    StateFolder state =
        parts.closeAtEnd(
            "the state folder",
            StateFolder.claim(score.stateDir(), score.applicationId(), admin)
                .ofPartitions(
                    config.topics().frames().name(),
                    TopicsThere.partitions(admin, config.topics().frames())));
    OnnxFeatureExtractor extractor = network.get();
    Optional<ModelCache> cache = ModelCache.of(score);
    ModelEvents modelEvents =
        ModelEvents.of(Stream.concat(Stream.of(listeners.models()), cache.stream()).toList());
    ModelRepository<InspectionModel> models =
        parts.closeAtEnd(
            "the models",
            new ModelRepository<>(
                new InspectionModelFactory(
                    extractor, graph, BackboneFactory.published(config), cache),
                HeapCheck.ofThisProcess()
                    .modelsBytes(config, TopicsThere.partitions(admin, config.topics().frames())),
                modelEvents));
    Inspector inspector = InspectorFactory.of(config);
    WarmUp warmUp =
        parts.closeAtEnd(
            "the warm-up",
            new WarmUp(
                inspector,
                extractor,
                TrainingSettingsFactory.precision(config.padim().modelPrecision()),
                models,
                score.warmUp(),
                System::nanoTime));
    warmUp.start();
    ModelTopicReader reader =
        parts.closeAtEnd(
            "the reader of the models topic",
            new ModelTopicReader(
                readerSettings(config).remembering(state.path()),
                BackboneFactory.assembler(graph),
                ModelTrust.verifier(config),
                models,
                listeners.models()));
    AtomicReference<StreamsRunner> running = new AtomicReference<>();
    GroupWatch group =
        parts.closeAtEnd(
            "the watch of the group",
            GroupWatch.of(
                config,
                admin,
                score.applicationId(),
                List.of(config.topics().frames()),
                config.topics().writtenBy(Program.SCORE),
                score.commitInterval(),
                () -> assigned(running.get()),
                listeners.frames()));
    Origin origin = FrameOrigin.of(admin, config.topics());
    FetchWatch fetches = new FetchWatch(SteadyClock.start());
    RegisteredSchemas schemas = SchemaRegistry.of(config.registry());
    ReferencedPictures pictures =
        parts.closeAtEnd(
            "the frames by reference",
            ReferenceFetcher.of(config.references(), config.image().maxBytes()));
    ScoringParts processor =
        new ScoringParts(
            inspector,
            models,
            OutputFormatsFactory.of(config, schemas),
            new FrameReader(origin, schemas, pictures),
            new DeadLetters(config.topics().maxMessageBytes(), origin),
            state.inFlight(),
            group.gaps(config.topics().frames().name()),
            listeners.frames(),
            config.alarms(),
            listeners.alarms(),
            surroundings(
                score,
                origin,
                partition ->
                    fetches.isAnswered(Thread.currentThread().getName())
                        && group.isServed(
                            new TopicPartition(config.topics().frames().name(), partition))),
            parts.closeAtEnd(
                "the spans", OtlpTracing.of(config.tracing(), "mekiki-score", Version.current())),
            Clock.systemUTC());
    StreamsRunner runner =
        parts.closeAtEnd(
            "the scoring topology",
            new StreamsRunner(
                "scoring",
                ScoringTopology.build(config.topics(), processor),
                settings(config, state.path())));
    running.set(runner);
    fetches.follow(runner.streams()::metrics);
    return new ScoringService(config, parts, models, reader, group, runner, warmUp);
  }

  private static Surroundings surroundings(
      ScoreSettings score, Origin origin, IntPredicate fetching) {
    boolean inTransactions = score.guarantee() == Guarantee.EXACTLY_ONCE;
    Duration wait = Surroundings.modelWait(score.transactionTimeout());
    return new Surroundings(origin, fetching, wait, !inTransactions);
  }

  private static ReaderSettings readerSettings(MekikiConfig config) {
    List<String> wanted = config.score().modelsWanted();
    return ReaderSettings.of(config.kafka().consumerProperties(), config.topics().models().name())
        .wanting(model -> wanted.isEmpty() || wanted.contains(model));
  }

  public static StreamsSettings settings(MekikiConfig config, Path stateFolder) {
    ScoreSettings score = config.score();
    Properties client = properties(config);
    client.putIfAbsent(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ANY_LAG);
    client.putIfAbsent(
        StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG, StickyTaskAssignor.class.getName());
    return new StreamsSettings(
        score.applicationId(),
        client,
        score.guarantee().label(),
        score.groupProtocol().label(),
        score.threadsOn(Runtime.getRuntime().availableProcessors()),
        score.commitInterval(),
        score.transactionTimeout(),
        score.bufferedFrames(),
        maxRecordBytes(config),
        stateFolder,
        HeapCheck.ofThisProcess().stateBytes(score.stateMemory()),
        config.topics().replicationFactor());
  }

  /** The largest dead letter: a frame and its headers. */
  static int maxRecordBytes(MekikiConfig config) {
    return DeadLetters.maxRecordBytes(config.topics().maxMessageBytes());
  }

  static Properties properties(MekikiConfig config) {
    Properties properties = new Properties();
    properties.putAll(new HashMap<>(config.kafka().streamsProperties()));
    return properties;
  }

  /** Loads the models that are on the topic, warms up to the end, then starts to score. */
  public RunningService start(Terminal terminal) throws InterruptedException {
    reader.start();
    while (!reader.awaitCaughtUp(MESSAGE_EVERY)) {
      if (reader.hasAnnouncedAll() && !models.manifests().isEmpty()) {
        terminal.tell(
            "still loading the models on the topic, %d so far; scoring begins, and models that"
                + " frames ask for are loaded first",
            models.manifests().size());
        break;
      }
      terminal.tell("still loading the models on the topic");
      if (terminal.lifecycle().isStopping()) {
        throw new InterruptedException("stopped while loading models");
      }
    }
    boolean told = false;
    while (!models.awaitUsable(MESSAGE_EVERY)) {
      if (!told) {
        terminal.tell(
            "not scoring: all models on the topic were refused, the log says why; waiting for one"
                + " that can be used");
        told = true;
      }
      if (terminal.lifecycle().isStopping()) {
        throw new InterruptedException("stopped while waiting for a model");
      }
    }
    warmUp.finish(terminal.lifecycle()::isStopping);
    if (terminal.lifecycle().isStopping()) {
      throw new InterruptedException("stopped while warming up");
    }
    group.start();
    runner.start();
    parts.closeAtEnd("the gate for models", new ModelGate(models, runner)).start();
    return new RunningService(config, Role.SCORE, runner, terminal);
  }

  public ModelRepository<InspectionModel> models() {
    return models;
  }

  static Set<TopicPartition> assigned(StreamsRunner runner) {
    return runner == null ? Set.of() : runner.assigned();
  }

  /** What its consumer group has still to do. */
  public GroupWatch group() {
    return group;
  }

  public StreamsRunner runner() {
    return runner;
  }

  public boolean isReady() {
    return runner.isRunning() && reader.isAlive();
  }

  @Override
  public void close() {
    parts.close();
  }
}

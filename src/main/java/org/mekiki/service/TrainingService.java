package org.mekiki.service;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.mekiki.config.MekikiConfig;
import org.mekiki.config.Program;
import org.mekiki.config.TopicsSettings;
import org.mekiki.config.TrainSettings;
import org.mekiki.config.choice.BackbonePrecision;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.onnx.OnnxFeatureExtractor;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.service.group.GroupWatch;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.HeapCheck;
import org.mekiki.service.parts.Int8Training;
import org.mekiki.service.parts.ModelTrust;
import org.mekiki.service.parts.ServiceListeners;
import org.mekiki.service.parts.StateFolder;
import org.mekiki.service.parts.TrainingSettingsFactory;
import org.mekiki.service.parts.ViewedTraining;
import org.mekiki.stream.access.Role;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.reference.ReferenceFetcher;
import org.mekiki.stream.registry.SchemaRegistry;
import org.mekiki.stream.run.StreamsRunner;
import org.mekiki.stream.run.StreamsSettings;
import org.mekiki.stream.tracing.OtlpTrainingTracing;
import org.mekiki.stream.training.StoreKind;
import org.mekiki.stream.training.TrainingTopology;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Lifecycle;
import org.mekiki.terminal.Terminal;
import org.mekiki.terminal.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training service: network and topology, opened and closed in order. */
public final class TrainingService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingService.class);

  /**
   * A frame becomes megabytes of embeddings. With Kafka's 16 KiB they are hundreds of batches, and
   * the time goes into requests.
   */
  private static final String BATCH_BYTES = Integer.toString(256 * 1024);

  /** A frame is one record of its topic but dozens of the tiles': a few would starve the tiles. */
  public static final int BUFFERED_RECORDS = 64;

  /**
   * With int8, frames go over internal topics. These keep the limit that they were created with,
   * and that of frames may be raised later: theirs is no lower than the most that managed clusters
   * let a topic take.
   */
  private static final int FRAME_BYTES = 8 << 20;

  private final MekikiConfig config;
  private final Lifecycle parts;
  private final GroupWatch group;
  private final StreamsRunner runner;

  private TrainingService(
      MekikiConfig config, Lifecycle parts, GroupWatch group, StreamsRunner runner) {
    this.config = config;
    this.parts = parts;
    this.group = group;
    this.runner = runner;
  }

  /**
   * A training service, not yet started.
   *
   * @param admin tells which cluster this is, and how many partitions the topics have
   * @throws CommandException if a topic is missing
   */
  public static TrainingService open(
      MekikiConfig config, BackboneGraph graph, ServiceListeners listeners, Admin admin)
      throws InterruptedException {
    return Lifecycle.opening(parts -> open(config, graph, listeners, admin, parts));
  }

  private static TrainingService open(
      MekikiConfig config,
      BackboneGraph graph,
      ServiceListeners listeners,
      Admin admin,
      Lifecycle parts)
      throws InterruptedException {
    TrainSettings train = config.train();
    TopicsSettings topics = config.topics();
    Map<String, TopicDescription> there = describe(admin, topics);
    warnOfUnsignedNetworks(config);
    StateFolder state =
        parts.closeAtEnd(
            "the state folder", StateFolder.claim(train.stateDir(), train.applicationId(), admin));
    OnnxFeatureExtractor extractor =
        parts.closeAtEnd("the network", BackboneFactory.extractor(graph, config));
    TrainingSettings settings = TrainingSettingsFactory.of(config, graph.backbone());
    StoreKind store = store(train, settings);
    int goodPartitions = there.get(topics.good().name()).partitions().size();
    OptionalLong memory =
        store == StoreKind.MEMORY
            ? OptionalLong.of(HeapCheck.ofThisProcess().teachingBytes(config, goodPartitions))
            : OptionalLong.empty();
    AtomicReference<StreamsRunner> running = new AtomicReference<>();
    GroupWatch group =
        parts.closeAtEnd(
            "the watch of the group",
            GroupWatch.of(
                config,
                admin,
                train.applicationId(),
                List.of(config.topics().good(), config.topics().trainingControl()),
                config.topics().writtenBy(Program.TRAIN),
                train.commitInterval(),
                () -> ScoringService.assigned(running.get()),
                listeners.frames()));
    TrainingParts processor =
        new TrainingParts(
            new FrameEmbedder(
                config.image().decoder(),
                config.image().rules(),
                extractor,
                new PatchEmbedder(graph.backbone().features(), settings.embedding())),
            settings,
            goodPartitions,
            new FrameReader(
                Origin.NONE,
                SchemaRegistry.of(config.registry()),
                parts.closeAtEnd(
                    "the frames by reference",
                    ReferenceFetcher.of(config.references(), config.image().maxBytes()))),
            new DeadLetters(config.topics().maxMessageBytes()),
            state.inFlight(),
            group.gaps(topics.good().name()),
            ModelTrust.signer(config),
            listeners.frames(),
            Int8Training.of(config, graph),
            train.runExpiry(),
            parts.closeAtEnd("the views' networks", new ViewedTraining(config, graph, memory)),
            HeapCheck.ofThisProcess().fitBytes(),
            parts.closeAtEnd(
                "the spans",
                OtlpTrainingTracing.of(config.tracing(), "mekiki-train", Version.current())));
    int tilePartitions = there.get(topics.trainingControl().name()).partitions().size();
    StreamsRunner runner =
        parts.closeAtEnd(
            "the training topology",
            new StreamsRunner(
                "training",
                TrainingTopology.build(topics, processor, store, tilePartitions, Clock.systemUTC()),
                settings(config, state)));
    running.set(runner);
    return new TrainingService(config, parts, group, runner);
  }

  private static void warnOfUnsignedNetworks(MekikiConfig config) {
    if (config.train().backbonePrecision() == BackbonePrecision.INT8
        && config.models().signingKey().isEmpty()
        && !config.models().allowUnsignedNetworks()) {
      LOG.warn(
          "networks in int8 will be published unsigned, and scorers refuse those: set"
              + " models.signing-key here and models.trusted-keys there, or"
              + " models.allow-unsigned-networks = true on both");
    }
  }

  private static StoreKind store(TrainSettings train, TrainingSettings settings) {
    return switch (train.store()) {
      case MEMORY -> StoreKind.MEMORY;
      case DISK -> StoreKind.DISK;
      case AUTO -> StoreKind.fitting(settings.mostStateBytes(), Runtime.getRuntime().maxMemory());
    };
  }

  private static Map<String, TopicDescription> describe(Admin admin, TopicsSettings topics)
      throws InterruptedException {
    try {
      return admin
          .describeTopics(List.of(topics.good().name(), topics.trainingControl().name()))
          .allTopicNames()
          .get();
    } catch (ExecutionException e) {
      throw CommandException.failed(
          "the topics for training can't be described: "
              + e.getCause().getMessage()
              + "; 'mekiki topics' creates what is missing");
    }
  }

  private static StreamsSettings settings(MekikiConfig config, StateFolder state) {
    TrainSettings train = config.train();
    Properties client = ScoringService.properties(config);
    client.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    boolean int8 = train.backbonePrecision() == BackbonePrecision.INT8;
    if (int8) {
      client.putIfAbsent(
          StreamsConfig.topicPrefix("max.message.bytes"),
          Integer.toString(Math.max(FRAME_BYTES, ScoringService.maxRecordBytes(config))));
    }
    return new StreamsSettings(
        train.applicationId(),
        client,
        "exactly_once_v2",
        train.groupProtocol().label(),
        train.threadsOn(Runtime.getRuntime().availableProcessors()),
        train.commitInterval(),
        train.transactionTimeout(),
        Math.max(BUFFERED_RECORDS, config.score().bufferedFrames()),
        ScoringService.maxRecordBytes(config),
        // Another topology has other tasks under the same names.
        int8 ? state.path().resolve(BackbonePrecision.INT8.label()) : state.path(),
        HeapCheck.ofThisProcess().stateBytes(train.stateMemory()),
        config.topics().replicationFactor());
  }

  public RunningService start(Terminal terminal) {
    group.start();
    runner.start();
    return new RunningService(config, Role.TRAIN, runner, terminal);
  }

  /** What its consumer group has still to do. */
  public GroupWatch group() {
    return group;
  }

  public StreamsRunner runner() {
    return runner;
  }

  @Override
  public void close() {
    parts.close();
  }
}

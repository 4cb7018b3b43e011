package org.mekiki.stream.training;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.DoubleFunction;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.mekiki.image.ImageDecoder;
import org.mekiki.image.file.ImageLimits;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.FrameEmbedder;
import org.mekiki.inspect.InFlight;
import org.mekiki.inspect.Inspection;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.inspect.PictureRules;
import org.mekiki.inspect.Rejection;
import org.mekiki.model.ManifestJson;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelAssembly;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.model.chunk.Tiling;
import org.mekiki.model.signing.ManifestSigner;
import org.mekiki.padim.feature.EmbeddingSettings;
import org.mekiki.padim.feature.Grid;
import org.mekiki.padim.feature.PatchEmbedder;
import org.mekiki.padim.feature.Reductions;
import org.mekiki.padim.gaussian.Precision;
import org.mekiki.padim.gaussian.Regularization;
import org.mekiki.padim.threshold.Threshold;
import org.mekiki.padim.threshold.Thresholds;
import org.mekiki.stream.PlainTopics;
import org.mekiki.stream.TestFrames;
import org.mekiki.stream.TinyBackbone;
import org.mekiki.stream.codec.FrameHeaders;
import org.mekiki.stream.codec.FrameReader;
import org.mekiki.stream.codec.OffsetGaps;
import org.mekiki.stream.codec.Origin;
import org.mekiki.stream.codec.ReferencedPictures;
import org.mekiki.stream.codec.RegisteredSchemas;
import org.mekiki.stream.letters.DeadLetters;
import org.mekiki.stream.training.message.TrainingCommand;
import org.mekiki.stream.training.message.TrainingEvent;
import org.mekiki.stream.training.message.TrainingParts;
import org.mekiki.stream.training.message.TrainingSettings;
import org.mekiki.stream.training.message.TrainingTracing;

/** The training topology in a {@link TopologyTestDriver}, and what comes out of it. */
public final class TrainingFixture implements AutoCloseable {
  static final Duration RUN_EXPIRY = Duration.ofHours(24);
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final EmbeddingSettings EMBEDDING =
      new EmbeddingSettings(new Grid(6, 6), 3, Reductions.randomSelection(12, 8, 5));

  /** Without a neighbourhood: what the coarse feature gives is repeated. */
  static final EmbeddingSettings REPEATING =
      new EmbeddingSettings(EMBEDDING.grid(), 1, EMBEDDING.reduction());

  final TopologyTestDriver driver;

  /** What the listener has heard of fits. */
  final List<String> fits = new ArrayList<>();

  final TinyViews views;

  final TrainingParts parts;

  private final ManifestSigner signer;
  private final RegisteredSchemas schemas;
  private final InFlight inFlight;
  private final long fitBytes;
  private final TrainingTracing tracing;
  private final TestInputTopic<byte[], byte[]> good;
  private final Map<String, byte[]> models = new LinkedHashMap<>();

  public TrainingFixture(Path stateFolder) {
    this(stateFolder, settings(4));
  }

  public TrainingFixture(Path stateFolder, TrainingSettings settings) {
    this(stateFolder, settings, StoreKind.MEMORY, ManifestSigner.NONE);
  }

  public TrainingFixture(
      Path stateFolder, TrainingSettings settings, StoreKind stores, ManifestSigner signer) {
    this(stateFolder, settings, stores, signer, Optional.empty());
  }

  /** Gives each model a network of its own. */
  public TrainingFixture(Path stateFolder, TrainingParts.Int8 int8) {
    this(stateFolder, settings(4), StoreKind.MEMORY, ManifestSigner.NONE, Optional.of(int8));
  }

  /** Asks a registry for the schemas of frames. */
  TrainingFixture(Path stateFolder, Optional<TrainingParts.Int8> int8, RegisteredSchemas schemas) {
    this(
        stateFolder,
        settings(4),
        StoreKind.MEMORY,
        ManifestSigner.NONE,
        int8,
        InFlight.NOOP,
        schemas);
  }

  /** Has little memory for fits. */
  TrainingFixture(Path stateFolder, long fitBytes) {
    this(
        stateFolder,
        settings(4),
        StoreKind.MEMORY,
        ManifestSigner.NONE,
        Optional.empty(),
        InFlight.NOOP,
        RegisteredSchemas.NONE,
        fitBytes,
        TrainingTracing.NOOP);
  }

  /** Makes spans. */
  TrainingFixture(Path stateFolder, TrainingTracing tracing) {
    this(
        stateFolder,
        settings(4),
        StoreKind.MEMORY,
        ManifestSigner.NONE,
        Optional.empty(),
        InFlight.NOOP,
        RegisteredSchemas.NONE,
        Long.MAX_VALUE,
        tracing);
  }

  /** Remembers which frames killed the process. */
  TrainingFixture(Path stateFolder, InFlight inFlight) {
    this(
        stateFolder,
        settings(4),
        StoreKind.MEMORY,
        ManifestSigner.NONE,
        Optional.empty(),
        inFlight,
        RegisteredSchemas.NONE);
  }

  private TrainingFixture(
      Path stateFolder,
      TrainingSettings settings,
      StoreKind stores,
      ManifestSigner signer,
      Optional<TrainingParts.Int8> int8) {
    this(stateFolder, settings, stores, signer, int8, InFlight.NOOP, RegisteredSchemas.NONE);
  }

  private TrainingFixture(
      Path stateFolder,
      TrainingSettings settings,
      StoreKind stores,
      ManifestSigner signer,
      Optional<TrainingParts.Int8> int8,
      InFlight inFlight,
      RegisteredSchemas schemas) {
    this(
        stateFolder,
        settings,
        stores,
        signer,
        int8,
        inFlight,
        schemas,
        Long.MAX_VALUE,
        TrainingTracing.NOOP);
  }

  private TrainingFixture(
      Path stateFolder,
      TrainingSettings settings,
      StoreKind stores,
      ManifestSigner signer,
      Optional<TrainingParts.Int8> int8,
      InFlight inFlight,
      RegisteredSchemas schemas,
      long fitBytes,
      TrainingTracing tracing) {
    this.fitBytes = fitBytes;
    this.tracing = tracing;
    this.signer = signer;
    this.views = new TinyViews(settings);
    this.schemas = schemas;
    this.inFlight = inFlight;
    this.parts = parts(settings, int8);
    Properties properties = new Properties();
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "train");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    driver =
        new TopologyTestDriver(
            TrainingTopology.build(
                PlainTopics.SETTINGS, parts, stores, 3, Clock.fixed(NOW, ZoneOffset.UTC)),
            properties,
            NOW);
    good = driver.createInputTopic("good", new ByteArraySerializer(), new ByteArraySerializer());
  }

  static TrainingSettings settings(int foldEvery) {
    return settings(foldEvery, EMBEDDING);
  }

  static TrainingSettings settings(int foldEvery, EmbeddingSettings embedding) {
    return new TrainingSettings(
        TinyBackbone.BACKBONE,
        embedding,
        new Regularization.Relative(0.01),
        Precision.FLOAT32,
        Tiling.of(embedding.grid(), 8, 7),
        foldEvery,
        10,
        0.01,
        Thresholds::quantile,
        Optional.empty());
  }

  /** With a threshold of another kind. */
  static TrainingSettings settings(DoubleFunction<Threshold> threshold) {
    return settings(threshold, Optional.empty());
  }

  /** With a threshold of another kind, and other settings for many frames. */
  static TrainingSettings settings(
      DoubleFunction<Threshold> threshold, Optional<TrainingSettings> ofManyFrames) {
    TrainingSettings usual = settings(4);
    return new TrainingSettings(
        usual.backbone(),
        usual.embedding(),
        usual.regularization(),
        usual.precision(),
        usual.tiling(),
        usual.foldEvery(),
        usual.heldOut(),
        usual.falseAlarmRate(),
        threshold,
        ofManyFrames);
  }

  private TrainingParts parts(TrainingSettings settings, Optional<TrainingParts.Int8> int8) {
    TinyBackbone extractor = new TinyBackbone();
    return new TrainingParts(
        new FrameEmbedder(
            new ImageDecoder(new ImageLimits(1_000_000, 1_000_000)),
            PictureRules.DEFAULT,
            extractor,
            new PatchEmbedder(TinyBackbone.BACKBONE.features(), settings.embedding())),
        settings,
        1,
        new FrameReader(Origin.NONE, schemas, ReferencedPictures.NONE),
        new DeadLetters(1_000_000),
        inFlight,
        OffsetGaps.NOOP,
        signer,
        new FitCounter(),
        int8,
        RUN_EXPIRY,
        views,
        fitBytes,
        tracing);
  }

  /** Counts what came of fits. */
  private final class FitCounter implements InspectionListener {
    @Override
    public void scored(Frame frame, Inspection inspection) {}

    @Override
    public void rejected(String camera, Rejection rejection) {}

    @Override
    public void learned(String model) {}

    @Override
    public void fitted(String model, Duration took) {
      fits.add(model + " published");
    }

    @Override
    public void fitFailed(String model) {
      fits.add(model + " failed");
    }

    @Override
    public void quantized(String model, double noise) {
      fits.add(model + " quantised");
    }

    @Override
    public void quantizationRefused(String model) {
      fits.add(model + " not quantised");
    }
  }

  void send(String key, byte[] value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    good.pipeInput(new TestRecord<>(keyBytes, value, all, NOW));
  }

  public void sendGood(String camera, int from, int to) {
    for (int seed = from; seed < to; seed++) {
      send(camera, TestFrames.good(seed));
    }
  }

  /** One good frame; headers are names and values in turn. */
  public void sendGood(String camera, byte[] picture, String... headers) {
    send(camera, picture, headers);
  }

  /** Frames of a teaching run. */
  void sendRun(String model, String run, int from, int to) {
    for (int seed = from; seed < to; seed++) {
      send(model, TestFrames.good(seed), FrameHeaders.RUN, run);
    }
  }

  void fitRun(String model, String run) {
    send(model, TrainingCommand.fit(model, run, run, 1, 1).toBytes());
  }

  void cancelRun(String model, String run) {
    send(model, TrainingCommand.cancel(model, run, 1).toBytes());
  }

  /** All that the stores hold. */
  Map<String, Map<Bytes, byte[]>> state() {
    Map<String, Map<Bytes, byte[]>> found = new LinkedHashMap<>();
    for (String name : driver.getAllStateStores().keySet()) {
      Map<Bytes, byte[]> entries = new LinkedHashMap<>();
      try (var all = driver.<Bytes, byte[]>getKeyValueStore(name).all()) {
        all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
      }
      found.put(name, entries);
    }
    return found;
  }

  /** Has the stores hold what another trainer left. */
  void restore(Map<String, Map<Bytes, byte[]>> state) {
    state.forEach(
        (name, entries) -> entries.forEach(driver.<Bytes, byte[]>getKeyValueStore(name)::put));
  }

  /** What the stores hold but for marks of ended runs, histories and counts of fits. */
  List<String> leftovers() {
    List<String> found = new ArrayList<>();
    driver
        .getAllStateStores()
        .forEach(
            (name, store) -> {
              if (!name.equals(EmbedProcessor.STORE)) {
                try (var all = driver.<Bytes, byte[]>getKeyValueStore(name).all()) {
                  all.forEachRemaining(entry -> found.add(name + " " + entry.key));
                }
              }
            });
    found.removeIf(
        key ->
            key.endsWith("\\x00r")
                || key.startsWith(AssembleProcessor.STORE + " m")
                || key.startsWith(NetworkProcessor.STORE + " g")
                || key.startsWith(NetworkProcessor.STORE + " t"));
    return found;
  }

  public void fit(String model) {
    send(model, TrainingCommand.fit(model, "f", "", 1, 1).toBytes());
  }

  /** All records of a topic since the last call. */
  List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  List<TrainingEvent> events() {
    return read("training").stream()
        .map(record -> TrainingEvent.read(record.value()).orElseThrow())
        .toList();
  }

  List<String> eventKinds() {
    return events().stream().map(e -> e.event().name()).toList();
  }

  /** What a compacted models topic holds now, and the keys in the order of writing. */
  public List<String> readModels() {
    List<String> keys = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : read("models")) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      keys.add(record.value() == null ? "-" + key : key);
      if (record.value() == null) {
        models.remove(key);
      } else {
        models.put(key, record.value());
      }
    }
    return keys;
  }

  Map<String, byte[]> models() {
    return models;
  }

  Optional<ModelManifest> manifest(String model) {
    return Optional.ofNullable(models.get("m/" + model)).map(ManifestJson::read);
  }

  /** The current version, put together and verified as a reader would. */
  public VerifiedModel load(String model) {
    ModelManifest manifest = manifest(model).orElseThrow();
    ModelAssembly assembly = ModelAssembler.of(TinyBackbone.BACKBONE).begin(manifest);
    for (int n = 0; n < manifest.chunks().count(); n++) {
      byte[] chunk = models.get("c/" + model + "/" + manifest.version() + "/" + n);
      if (chunk != null) {
        assembly.add(n, chunk);
      }
    }
    return assembly.finish();
  }

  @Override
  public void close() {
    driver.close();
  }
}

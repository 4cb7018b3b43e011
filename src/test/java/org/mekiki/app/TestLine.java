package org.mekiki.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.mekiki.Patience;
import org.mekiki.app.teach.TeachingSession;
import org.mekiki.broker.EmbeddedBroker;
import org.mekiki.camera.CapturedFrame;
import org.mekiki.camera.simulated.SimulatedCamera;
import org.mekiki.camera.simulated.SimulationOptions;
import org.mekiki.cluster.TopicAdmin;
import org.mekiki.cluster.TopicPlan;
import org.mekiki.config.ConfigLoader;
import org.mekiki.config.MekikiConfig;
import org.mekiki.inspect.InspectionListener;
import org.mekiki.model.ModelAssembler;
import org.mekiki.model.ModelManifest;
import org.mekiki.model.VerifiedModel;
import org.mekiki.onnx.BackboneGraph;
import org.mekiki.service.ScoringService;
import org.mekiki.service.TrainingService;
import org.mekiki.service.parts.BackboneFactory;
import org.mekiki.service.parts.ServiceListeners;
import org.mekiki.stream.client.Teaching;
import org.mekiki.stream.client.TopicFollower;
import org.mekiki.stream.codec.FrameRoles;
import org.mekiki.stream.models.ModelCatalog;
import org.mekiki.stream.models.ModelDownload;
import org.mekiki.stream.training.message.TrainingEvent;

/**
 * A real broker with Mekiki's topics, and services on it in this process. Small, so it is quick.
 */
public final class TestLine implements AutoCloseable {
  public static final Duration PATIENCE = Patience.PATIENCE;

  final EmbeddedBroker broker;
  public final MekikiConfig config;
  final BackboneGraph graph;
  private final boolean own;
  private final Path state;
  private final String[] settings;
  private final List<AutoCloseable> services = new ArrayList<>();
  private int instances;

  public TestLine(Path state, String... settings) throws InterruptedException {
    this(EmbeddedBroker.temporary().start(), true, state, settings);
  }

  private TestLine(EmbeddedBroker broker, boolean own, Path state, String... settings)
      throws InterruptedException {
    this.state = state;
    this.settings = settings;
    this.broker = broker;
    this.own = own;
    this.config = config("0");
    this.graph = BackboneFactory.load(config);
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      new TopicAdmin(admin).create(TopicPlan.of(config.topics()));
    }
  }

  /** Another installation on the same broker, which differs by this prefix of its topics alone. */
  TestLine beside(String prefix) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("topics.prefix", prefix));
    return new TestLine(broker, false, state.resolve(prefix), all.toArray(new String[0]));
  }

  private MekikiConfig config(String instance, String... more) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kafka.bootstrap.servers", broker.bootstrapServers());
    all.put("padim.dimensions", "20");
    all.put("train.fold-every", "10");
    all.put("train.commit-interval", "200ms");
    all.put("web.enabled", "false");
    all.put("score.warm-up", "0s");
    all.put("score.state-dir", state.resolve("score-" + instance).toString());
    all.put("train.state-dir", state.resolve("train-" + instance).toString());
    for (String[] pairs : new String[][] {settings, more}) {
      for (int i = 0; i < pairs.length; i += 2) {
        all.put(pairs[i], pairs[i + 1]);
      }
    }
    ConfigLoader loader = new ConfigLoader();
    all.forEach((key, value) -> loader.set(key, value, "test"));
    return loader.load();
  }

  /** Arguments that give a command this line's configuration. */
  public String[] arguments(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--bootstrap", broker.bootstrapServers(), "--dimensions", "20"));
    all.addAll(List.of("--set", "train.fold-every=10", "--set", "web.enabled=false"));
    all.addAll(List.of("--set", "train.commit-interval=200ms"));
    return all.toArray(new String[0]);
  }

  ScoringService score() throws InterruptedException {
    return score(InspectionListener.NOOP);
  }

  public ScoringService score(InspectionListener listener) throws InterruptedException {
    ScoringService service = scorer(listener);
    service.start(new FakeTerminal().terminal());
    awaitRunning(service);
    return service;
  }

  /** A scorer with these settings beside the line's, not yet started. */
  public ScoringService scorer(InspectionListener listener, String... more)
      throws InterruptedException {
    ScoringService service;
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      service =
          ScoringService.open(
              config("s" + instances++, more), graph, ServiceListeners.of(listener), admin);
    }
    services.add(service);
    return service;
  }

  /** A trainer with these settings beside the line's. */
  public TrainingService train(String... more) throws InterruptedException {
    try (Admin admin = Admin.create(config.kafka().adminProperties())) {
      TrainingService service =
          TrainingService.open(
              config("t" + instances++, more), graph, ServiceListeners.NONE, admin);
      services.add(service);
      service.start(new FakeTerminal().terminal());
      return service;
    }
  }

  /** Teaches from the simulated camera. */
  public ModelManifest teach(String model, long seed, int frames) throws IOException {
    FakeTerminal terminal = new FakeTerminal();
    try (TeachingSession session =
            new TeachingSession(config, terminal.terminal(), model, frames, frames);
        SimulatedCamera camera = goodCamera(seed, frames)) {
      session.send(camera, FrameRoles.TRAIN);
      TrainingEvent end = session.fit(null, PATIENCE);
      assertThat(end.event()).as(end.message()).isEqualTo(TrainingEvent.Kind.PUBLISHED);
      return session.manifest(end.version());
    }
  }

  public static SimulatedCamera goodCamera(long seed, int frames) {
    return new SimulatedCamera(
        "teacher", seed, frames, SimulationOptions.DEFAULT.withDefectRate(0));
  }

  /** Writes frames as files, {@code 0000.jpg} on. */
  static void write(SimulatedCamera camera, Path folder) throws IOException {
    Files.createDirectories(folder);
    int n = 0;
    for (var next = camera.next(); next.isPresent(); next = camera.next()) {
      CapturedFrame frame = next.get();
      Files.write(folder.resolve(String.format(Locale.ROOT, "%04d.jpg", n++)), frame.encoded());
    }
  }

  /** A published version, every byte checked. */
  VerifiedModel download(ModelManifest manifest) {
    try (ModelDownload download =
        new ModelDownload(config.kafka().consumerProperties(), config.topics().models().name())) {
      return download.fetch(manifest, ModelAssembler.of(graph.backbone()));
    }
  }

  ModelCatalog catalog() {
    return ModelCatalog.read(config.kafka().consumerProperties(), config.topics().models().name());
  }

  TopicFollower follow(String topic) {
    return new TopicFollower(config.kafka().consumerProperties(), topic, true);
  }

  /** All committed records of a topic, once this many are there. */
  public List<TopicFollower.Entry> read(String topic, int atLeast) {
    List<TopicFollower.Entry> entries = new ArrayList<>();
    try (TopicFollower follower = follow(topic)) {
      Instant deadline = Instant.now().plus(PATIENCE);
      while (entries.size() < atLeast || !follower.isAtEnd()) {
        entries.addAll(follower.poll());
        assertThat(Instant.now())
            .as("%d of %d records on %s", entries.size(), atLeast, topic)
            .isBefore(deadline);
      }
    }
    return entries;
  }

  /** A child JVM with a command of this line. */
  Process child(Path log, String... command) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx1g"));
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    all.addAll(List.of(arguments(command)));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Waits until a scorer has its partitions. */
  static void awaitRunning(ScoringService service) {
    await()
        .untilAsserted(
            () ->
                assertThat(service.runner().isRunning())
                    .as(
                        "the scorer runs; it has %s, and ended because of %s",
                        service.runner().assigned(), service.runner().endReason())
                    .isTrue());
  }

  /** Waits until a scorer has a model of this name, of any version. */
  static void awaitModel(ScoringService scoring, String model) {
    await()
        .untilAsserted(
            () ->
                assertThat(scoring.models().manifest(model))
                    .as(
                        "model '%s' in service; refused: %s",
                        model, scoring.models().refusal(model))
                    .isPresent());
  }

  /** The event that a teaching ends with. */
  static TrainingEvent awaitEnd(Teaching teaching) {
    List<TrainingEvent> events = new ArrayList<>();
    TrainingEvent[] end = {null};
    await()
        .untilAsserted(
            () -> {
              end[0] = teaching.poll(events::add);
              assertThat(end[0]).as("the end after %s", events).isNotNull();
            });
    return end[0];
  }

  /** Waits until the trainers have embedded this many frames of a teaching. */
  static void awaitEmbedded(Teaching teaching, int frames) {
    List<TrainingEvent> events = new ArrayList<>();
    await()
        .untilAsserted(
            () -> {
              teaching.poll(events::add);
              assertThat(events)
                  .filteredOn(event -> event.event() == TrainingEvent.Kind.EMBEDDED)
                  .as("frames embedded; all events: %s", events)
                  .hasSizeGreaterThanOrEqualTo(frames);
            });
  }

  static <T> Map<T, Integer> counts(List<T> values) {
    Map<T, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts;
  }

  public void closeService(AutoCloseable service) throws Exception {
    services.remove(service);
    service.close();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable service : services) {
      service.close();
    }
    if (own) {
      broker.close();
    }
  }
}
